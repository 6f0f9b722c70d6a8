"""Builds and parses every topic of the contract; one table holds them all.

Never accepts a wildcard, an empty level or an id outside the pattern: what does not fit is no topic (`None`).
The tree is the published contract's, `docs/contract.md`, "Topics".
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

ID_CHARACTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
NAME_CHARACTERS: Final = ID_CHARACTERS | {"_"}
ID_LENGTH_MOST: Final = 40


class TopicKind(StrEnum):
    """Every kind of topic; the value is its address, as the published document writes it."""

    EVENT = "gate/1/{venue}/{device}/evt/{name}"
    ACK = "gate/1/{venue}/{device}/ack"
    TELEMETRY = "gate/1/{venue}/{device}/m/{name}"
    STATUS = "gate/1/{venue}/{device}/status"
    INFO = "gate/1/{venue}/{device}/info"
    TWIN_DESIRED = "gate/1/{venue}/{device}/twin/desired"
    TWIN_REPORTED = "gate/1/{venue}/{device}/twin/reported"
    ORDER = "gate/1/{venue}/{device}/order/{name}/{id}"
    RESULT = "gate/1/{venue}/{device}/result/{name}/{id}"
    CONSOLE_STATUS = "gate/1/{venue}/_console/status"
    ORDER_TO_ALL = "gate/1/{venue}/_all/order/{name}/{id}"
    TWIN_DESIRED_OF_ALL = "gate/1/{venue}/_all/twin/desired"
    ANNOUNCE_VENUE = "gate/1/{venue}/_all/announce"
    ANNOUNCE_FLEET = "gate/1/_all/announce"
    TRUST = "gate/1/_authority/trust"
    REVOKED = "gate/1/_authority/revoked/{id}"
    COLOURS = "gate/1/_authority/colours"
    AUTHORITY_REQUEST = "gate/1/_authority/request/{device}/{id}"
    AUTHORITY_ANSWER = "gate/1/_authority/answer/{device}/{id}"


class Topic(Struct, frozen=True, kw_only=True):
    """One topic, taken apart; which fields are set follows from `kind`."""

    kind: TopicKind
    venue: str | None = None
    device: str | None = None
    """The gate; on the authority's request and answer topics the principal that asks."""
    name: str | None = None
    id: str | None = None


def is_id(text: str) -> bool:
    """Whether `text` may be a venue, a device or an order id: `[a-z0-9-]{1,40}`."""
    return 1 <= len(text) <= ID_LENGTH_MOST and ID_CHARACTERS.issuperset(text)


def is_name(text: str) -> bool:
    """Whether `text` may name a class, an order or a metric: an id that may hold underscores."""
    return 1 <= len(text) <= ID_LENGTH_MOST and NAME_CHARACTERS.issuperset(text) and not text.startswith("_")


def build(kind: TopicKind, *, venue: str = "", device: str = "", name: str = "", id: str = "") -> str:  # noqa: A002 - the contract's word
    """Give the text of a topic.

    Raises:
        ValueError: a part that the kind needs is missing or does not fit its pattern.
    """
    parts = {"venue": venue, "device": device, "name": name, "id": id}
    for field, value in parts.items():
        needed = f"{{{field}}}" in kind.value
        if needed and not _fits(field, value):
            raise ValueError(f"{value!r} cannot be the {field} of {kind.value}")
    return kind.value.format(**parts)


def parse(topic: str) -> Topic | None:
    """Take a topic apart; None where it is none of the contract's."""
    levels = topic.split("/")
    for kind, pattern in _BY_DEPTH.get(len(levels), ()):
        found: dict[str, str] = {}
        for level, expected in zip(levels, pattern, strict=True):
            if not expected.startswith("{"):
                if level != expected:
                    break
            elif _fits(field := expected[1:-1], level):
                found[field] = level
            else:
                break
        else:
            return Topic(kind=kind, **found)
    return None


class GateTopics(Struct, frozen=True, kw_only=True):
    """The topics of one gate."""

    venue: str
    device: str

    def of(self, kind: TopicKind, *, name: str = "", id: str = "") -> str:  # noqa: A002 - the contract's word
        """Give the topic of `kind` for this gate."""
        return build(kind, venue=self.venue, device=self.device, name=name, id=id)

    def subscriptions(self) -> tuple[str, ...]:
        """Give every filter a gate listens to."""
        gate, venue = f"gate/1/{self.venue}/{self.device}", f"gate/1/{self.venue}"
        return (
            f"{gate}/ack",
            f"{gate}/order/+/+",
            f"{venue}/_all/order/+/+",
            f"{venue}/_all/twin/desired",
            f"{gate}/twin/desired",
            f"{venue}/_console/status",
            f"{gate}/status",
            f"{venue}/_all/announce",
            TopicKind.ANNOUNCE_FLEET.value,
            TopicKind.TRUST.value,
            "gate/1/_authority/revoked/+",
            TopicKind.COLOURS.value,
            f"gate/1/_authority/answer/{self.device}/+",
        )


def _fits(field: str, text: str) -> bool:
    return is_name(text) if field == "name" else is_id(text)


_BY_DEPTH: Final[dict[int, list[tuple[TopicKind, list[str]]]]] = {}
for _kind in TopicKind:
    _levels = _kind.value.split("/")
    _BY_DEPTH.setdefault(len(_levels), []).append((_kind, _levels))
