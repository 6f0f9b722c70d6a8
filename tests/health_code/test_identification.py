"""From a scanned text to the core's event, and what is kept of the person meanwhile."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from foreign_world import KEYS, card, digits, jws
from health_code_world import (
    CIRCUMSTANCES,
    DAY,
    DECLARATION,
    GUARDIAN,
    HOLDER,
    ISSUER,
    NOW,
    STRANGER,
    VENUE,
    claims,
    snapshot,
    trusted,
)
from hypothesis import given
from hypothesis import strategies as st

from device.checkpoint.events import BadgeSeen, CodeSeen, NotAHealthCode
from device.checkpoint.facts import CodeFacts
from device.checkpoint.policy import Policy
from device.errors import SettingsError
from device.health_code.foreign_keys import by_name
from device.health_code.phc1 import encode
from device.health_code.trust import TrustSnapshot
from device.visitor.identification import PERSONS_MOST, Identification
from device.vocabulary import Assurance, ClockQuality, Colour, Kind, Reason


@dataclass
class StandingClock:
    """Stands where the test puts it."""

    now: int = NOW
    standing: ClockQuality = ClockQuality.SYNCHRONISED

    def monotonic(self) -> float:
        return 0.0

    def wall(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC)

    def quality(self) -> ClockQuality:
        return self.standing


def _identification(
    clock: StandingClock | None = None,
    *,
    trust: TrustSnapshot = CIRCUMSTANCES.trust,
    run_key: bytes = b"r" * 32,
    formats: tuple[str, ...] = ("phc1",),
) -> Identification:
    return Identification(
        clock=clock or StandingClock(),
        trust=trust,
        venue_public=VENUE.public_key(),
        venue_secret=b"v" * 32,
        run_key=run_key,
        checkpoint="south-gate",
        rules=Policy(accepted_formats=formats),
    )


def _facts(identification: Identification, text: str, decoder: str = "zxing") -> CodeFacts:
    event = identification.read_code(text, decoder)
    assert isinstance(event, CodeSeen)
    return event.code


LIVE = encode(claims(guardian=GUARDIAN, declaration=DECLARATION), ISSUER)
FORGED = encode(claims(), ISSUER)[:-2] + "00"
BADGE = encode(claims(kind=Kind.BADGE, expires_at=NOW + 12 * 3600, inspector="wang"), VENUE)
TICKET = encode(claims(kind=Kind.TICKET, expires_at=NOW + 180, checkpoint="south-gate"), VENUE)


def test_a_sound_code_becomes_facts_without_a_person() -> None:
    identification = _identification()
    facts = _facts(identification, LIVE)
    assert (facts.format, facts.colour, facts.kind) == ("phc1", Colour.GREEN, Kind.LIVE)
    assert (facts.assurance, facts.reasons, facts.clock) == (Assurance.SIGNED_OFFLINE, (), ClockQuality.SYNCHRONISED)
    assert (facts.issued_at, facts.expires_at, facts.trust_age_seconds) == (NOW, NOW + 600, 3600)
    assert facts.has_declaration
    written = repr(facts)
    for secret in ("张", "138", HOLDER.hex(), repr(HOLDER), LIVE[20:40]):
        assert secret not in written
    person = identification.person(facts.ref)
    assert person is not None
    assert (person.masked_name, person.holder) == ("张*三", HOLDER)


def test_a_forged_code_is_invalid_and_unverified() -> None:
    facts = _facts(_identification(), FORGED)
    assert (facts.colour, facts.assurance, facts.holder) == (Colour.INVALID, Assurance.UNVERIFIED, None)
    assert facts.reasons in {(Reason.CODE_SIGNATURE_BAD,), (Reason.CODE_MALFORMED,)}


def test_the_tag_of_a_person_joins_guardian_and_holder_within_a_run_only() -> None:
    identification = _identification()
    child = _facts(identification, LIVE)
    parent = _facts(identification, encode(claims(holder=GUARDIAN, cti=b"parents!"), ISSUER))
    assert child.guardian == parent.holder
    assert child.holder != parent.holder
    next_run = _identification(run_key=b"s" * 32)
    assert _facts(next_run, LIVE).holder != child.holder


def test_the_tag_of_a_code_survives_a_restart() -> None:
    first = _facts(_identification(run_key=b"r" * 32), TICKET)
    second = _facts(_identification(run_key=b"s" * 32), TICKET)
    other = _facts(
        _identification(),
        encode(claims(kind=Kind.TICKET, expires_at=NOW + 180, checkpoint="south-gate", cti=b"another!"), VENUE),
    )
    assert first.tag == second.tag != other.tag
    assert first.kind is Kind.TICKET


def test_codes_that_cannot_be_believed_are_told_apart_by_their_text() -> None:
    identification = _identification()
    tags = {_facts(identification, text).tag for text in ("PHC1:A", "PHC1:B", "PHC1:A", "PHC1:\ud800")}
    assert len(tags) == 3


def test_a_ticket_for_another_checkpoint_has_no_colour_here() -> None:
    elsewhere = encode(claims(kind=Kind.TICKET, expires_at=NOW + 180, checkpoint="north-gate"), VENUE)
    facts = _facts(_identification(), elsewhere)
    assert (facts.colour, facts.reasons) == (Colour.UNKNOWN, (Reason.CODE_CHECKPOINT,))


def test_a_badge_names_its_inspector_and_keeps_no_person() -> None:
    identification = _identification()
    assert identification.read_code(BADGE, "zxing") == BadgeSeen(inspector="wang")
    assert identification.person("person-1") is None


@pytest.mark.parametrize(
    "clock",
    [
        StandingClock(now=NOW + 12 * 3600 + 61),
        StandingClock(now=NOW - 61),
        StandingClock(standing=ClockQuality.UNSET),
    ],
)
def test_a_badge_that_does_not_hold_now_is_no_badge(clock: StandingClock) -> None:
    assert _identification(clock).read_code(BADGE, "zxing") == NotAHealthCode(looks_like="badge_over")


@pytest.mark.parametrize("key", [ISSUER, STRANGER])
def test_a_badge_that_the_venue_did_not_sign_is_a_code_and_never_a_badge(key: object) -> None:
    forged = encode(claims(kind=Kind.BADGE, inspector="wang"), key)  # type: ignore[arg-type] # keys, in a table
    facts = _facts(_identification(), forged)
    assert facts.assurance is Assurance.UNVERIFIED
    assert facts.colour in {Colour.INVALID, Colour.UNKNOWN}


def test_another_text_is_told_for_what_it_looks_like() -> None:
    event = _identification().read_code("https://gate.example.org/?v=school&c=south-gate", "zxing")
    assert event == NotAHealthCode(looks_like="check_in_poster")


@pytest.mark.parametrize("text", [FORGED, "PHC1:", "https://example.org", "x", encode(claims(), STRANGER)])
def test_what_only_zbar_read_does_not_count_without_a_signature(text: str) -> None:
    identification = _identification()
    assert identification.read_code(text, "zbar") is None
    assert identification.read_code(text, "zxing") is not None


def test_what_only_zbar_read_counts_with_a_signature() -> None:
    expired = _identification(StandingClock(now=NOW + 5000))
    assert _facts(expired, LIVE, "zbar").reasons == (Reason.CODE_EXPIRED,)
    assert _identification().read_code(BADGE, "zbar") == BadgeSeen(inspector="wang")


def test_at_most_sixty_four_persons_are_kept_and_the_oldest_gives_way() -> None:
    identification = _identification()
    refs = [_facts(identification, LIVE).ref for _ in range(PERSONS_MOST + 1)]
    assert len(set(refs)) == 65
    assert identification.person(refs[0]) is None
    assert all(identification.person(ref) is not None for ref in refs[1:])


def test_a_flood_of_junk_keeps_no_more_than_that() -> None:
    identification = _identification()
    refs = [_facts(identification, f"PHC1:{number}").ref for number in range(1000)]
    assert sum(identification.person(ref) is not None for ref in refs) == PERSONS_MOST


def test_a_person_is_forgotten_when_told() -> None:
    identification = _identification()
    ref, other = _facts(identification, LIVE).ref, _facts(identification, LIVE).ref
    identification.forget((ref, "person-999"))
    assert identification.person(ref) is None
    assert identification.person(other) is not None


def test_a_new_trust_list_counts_from_the_next_code_on() -> None:
    identification = _identification(trust=TrustSnapshot())
    assert _facts(identification, LIVE).reasons == (Reason.CODE_KEY_UNKNOWN,)
    assert _facts(identification, LIVE).trust_age_seconds is None
    identification.update_trust(snapshot(trusted(ISSUER), hard_end=NOW + DAY))
    assert _facts(identification, LIVE).colour is Colour.GREEN


def test_time_passes_between_two_readings_of_a_code() -> None:
    clock = StandingClock()
    identification = _identification(clock)
    assert _facts(identification, LIVE).colour is Colour.GREEN
    clock.now += 661
    assert _facts(identification, LIVE).reasons == (Reason.CODE_EXPIRED,)


def test_the_grace_of_paper_colours_and_the_formats_follow_the_rules_at_once() -> None:
    clock = StandingClock()
    identification = _identification(clock)
    paper = encode(claims(kind=Kind.PAPER, expires_at=NOW + 30 * 24 * 3600), ISSUER)
    clock.now += 48 * 3600
    assert _facts(identification, paper).reasons == (Reason.CODE_STALE_COLOUR,)
    identification.update_rules(Policy(paper_grace_hours=48))
    assert _facts(identification, paper).colour is Colour.GREEN
    identification.update_rules(Policy(accepted_formats=("hcert",)))
    assert isinstance(identification.read_code(paper, "zxing"), NotAHealthCode)


def test_an_unknown_format_is_refused_at_the_start() -> None:
    with pytest.raises(SettingsError):
        _identification(formats=("phc1", "unheard-of"))


@given(st.text(max_size=80) | st.text(max_size=80).map(lambda text: f"PHC1:{text}"), st.sampled_from(["zxing", "zbar"]))
def test_no_text_stops_the_gate_or_shows_in_an_event(text: str, decoder: str) -> None:
    event = _identification().read_code(text, decoder)
    if isinstance(event, CodeSeen):
        values = {str(getattr(event.code, name)) for name in event.code.__struct_fields__}
        assert text not in values


def test_a_text_nothing_proves_counts_once_an_earlier_frame_gave_it_too() -> None:
    identification = _identification()
    text = "https://gate.example.org/?v=school&c=south-gate"
    assert identification.read_code(text, "zxing", was_read_before=False) is None
    assert identification.read_code(text, "zxing", was_read_before=True) is not None


def test_a_signed_text_counts_at_once() -> None:
    assert _identification().read_code(BADGE, "zxing", was_read_before=False) == BadgeSeen(inspector="wang")


def _parts(letters: str) -> tuple[str, str]:
    return f"shc:/1/2/{letters[:400]}", f"shc:/2/2/{letters[400:]}"


def test_parts_of_two_persons_are_no_code_and_the_second_ones_own_count_next() -> None:
    earlier = card()
    earlier["nbf"] = NOW - DAY
    former, later = (_parts(digits(letters)) for letters in (jws(), jws(earlier)))
    assert former[0] != later[0]
    assert former[1] != later[1]
    gate = _identification(trust=snapshot(foreign=by_name(KEYS)), formats=("shc",))
    assert gate.read_code(former[0], "zxing") is None
    assert isinstance(gate.read_code(former[1], "zxing"), CodeSeen)
    # the former one's second part stayed in view and is held; the later one's first is read before the other
    assert gate.read_code(former[1], "zxing") is None
    assert gate.read_code(later[0], "zxing") is None
    assert gate.read_code(later[1], "zxing") is None
    seen = gate.read_code(later[0], "zxing")
    assert isinstance(seen, CodeSeen)
    assert Reason.CODE_MALFORMED not in seen.code.reasons
    assert seen.code.assurance is Assurance.SIGNED_OFFLINE


def test_a_certificate_of_parts_that_nothing_proves_counts_once_it_was_joined_twice() -> None:
    gate = _identification(formats=("shc",))  # nobody's keys
    parts = _parts(digits(jws()))
    told = [gate.read_code(part, "zxing") for part in parts * 2]
    assert told[:3] == [None] * 3
    assert isinstance(told[3], CodeSeen)
