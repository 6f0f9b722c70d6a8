"""Damages sound health codes in every way a camera, a forger or an enemy might, by chance from a seed.

Never signs anything with the issuer's key: whatever comes out was not signed as it is.
"""

import random
from collections.abc import Callable

from json_mutations import CARD_WAYS, SEAL_WAYS
from message_mutations import MESSAGE_WAYS, PACKED_WAYS
from sample import Sample


def mutated(sample: Sample, chance: random.Random) -> tuple[str, str]:
    """Give the name of what was done, and the text after it."""
    ways = _OF_FORMAT[sample.format]
    kind = chance.choice(tuple(ways))
    if kind in BOMBS and chance.randrange(_BOMB_IN):
        kind = chance.choice(tuple(_ANY))  # a bomb takes longer to make than a hundred others
    return kind, ways[kind](sample, chance)


def _letter(sample: Sample, chance: random.Random) -> str:
    place = chance.randrange(len(sample.text))
    return (
        sample.text[:place]
        + chr(chance.choice((chance.randrange(128), chance.randrange(0x2FFF))))
        + sample.text[place + 1 :]
    )


def _cut(sample: Sample, chance: random.Random) -> str:
    return sample.text[: chance.randrange(len(sample.text))]


def _spliced(sample: Sample, chance: random.Random) -> str:
    start, end = sorted((chance.randrange(len(sample.text)), chance.randrange(len(sample.text))))
    return sample.text[:start] + sample.text[start:end] * chance.randrange(3) + sample.text[end:]


def _padded(sample: Sample, chance: random.Random) -> str:
    more = chance.choice((" ", "\n", "0", "=", "A", "\x00", "/", sample.text))
    return chance.choice((more + sample.text, sample.text + more, sample.text.lower(), sample.text.swapcase()))


def _noise(sample: Sample, chance: random.Random) -> str:
    beginning = sample.text[: chance.choice((5, 6, 8, 12, 40))]
    letters = chance.choice(("0123456789", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", '{}[]",:0123456789eE.-nul'))
    return beginning + "".join(chance.choices(letters, k=chance.randrange(400)))


_ANY: dict[str, Callable[[Sample, random.Random], str]] = {
    "letter": _letter,
    "cut": _cut,
    "spliced": _spliced,
    "padded": _padded,
    "noise": _noise,
}
_OF_FORMAT = {
    "phc1": _ANY | MESSAGE_WAYS,
    "nzcp": _ANY | MESSAGE_WAYS,
    "hcert": _ANY | MESSAGE_WAYS | PACKED_WAYS,
    "shc": _ANY | CARD_WAYS,
    "vdsnc": _ANY | SEAL_WAYS,
}
BOMBS = frozenset({"crowded", "zlib bomb", "card bomb", "deep", "giant"})
"""What is meant to use up memory."""
_BOMB_IN = 10
