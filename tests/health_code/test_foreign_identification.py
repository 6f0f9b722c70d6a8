"""A gate meets foreign certificates only where its settings accept them, and then as cases."""

import subprocess
import sys

import pytest
from foreign_world import KEYS, SOUND, jws, shc
from health_code_world import NOW, VENUE, snapshot
from test_identification import StandingClock

from device.checkpoint.events import CodeSeen, NotAHealthCode
from device.checkpoint.policy import Policy
from device.errors import SettingsError
from device.health_code.foreign_keys import by_name
from device.visitor.identification import Identification
from device.vocabulary import Assurance, Colour, Kind


def _identification(*formats: str, rules: Policy | None = None) -> Identification:
    return Identification(
        clock=StandingClock(),
        trust=snapshot(foreign=by_name(KEYS)),
        venue_public=VENUE.public_key(),
        venue_secret=b"v" * 32,
        run_key=b"r" * 32,
        checkpoint="south-gate",
        rules=rules or Policy(accepted_formats=formats),
    )


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_a_sound_foreign_certificate_is_unknown_to_the_core(text: str) -> None:
    event = _identification("phc1", "hcert", "nzcp", "shc", "vdsnc").read_code(text, "zxing")
    assert isinstance(event, CodeSeen)
    code = event.code
    assert (code.colour, code.kind, code.assurance) == (Colour.UNKNOWN, Kind.FOREIGN, Assurance.SIGNED_OFFLINE)
    assert (code.reasons, code.holder, code.guardian) == ((), None, None)


def test_a_gate_that_does_not_accept_it_says_what_it_looks_like() -> None:
    event = _identification("phc1").read_code(SOUND["hcert ES256"], "zxing")
    assert event == NotAHealthCode(looks_like="foreign_certificate")


def test_a_card_in_parts_is_one_code_once_the_last_is_read() -> None:
    identification = _identification("phc1", "shc")
    digits = shc(jws()).removeprefix("shc:/")
    pieces = [digits[:300], digits[300:600], digits[600:]]
    texts = [f"shc:/{number}/3/{piece}" for number, piece in enumerate(pieces, 1)]
    assert identification.read_code(texts[2], "zxing") is None
    assert identification.read_code(texts[0], "zxing") is None
    assert identification.read_code(texts[0], "zbar") is None
    event = identification.read_code(texts[1], "zxing")
    assert isinstance(event, CodeSeen)
    assert (event.code.format, event.code.issued_at) == ("shc", NOW - 86_400)


def test_a_format_nobody_knows_is_a_wrong_setting() -> None:
    with pytest.raises(SettingsError, match="divoc"):
        _identification("phc1", "divoc")


def test_a_gate_loads_only_what_it_accepts() -> None:
    program = (
        "import sys; from device.visitor.identification import Registry; Registry(('phc1', 'nzcp'));"
        "print(*sorted(name for name in sys.modules if name.startswith('device.health_code.')))"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert {"device.health_code.phc1", "device.health_code.nzcp"} <= set(loaded)
    assert not {f"device.health_code.{name}" for name in ("hcert", "shc", "vds_nc")} & set(loaded)


def test_a_certificate_that_a_rule_of_the_venue_accepts_reaches_the_core_with_its_colour() -> None:
    rules = Policy(accepted_formats=("phc1", "hcert"), foreign_rules=("hcert vaccination 730 green",))
    event = _identification(rules=rules).read_code(SOUND["hcert ES256"], "zxing")
    assert isinstance(event, CodeSeen)
    assert (event.code.colour, event.code.kind, event.code.reasons) == (Colour.GREEN, Kind.FOREIGN, ())
    assert event.code.assurance is Assurance.SIGNED_OFFLINE
