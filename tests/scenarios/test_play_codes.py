"""The codes of a play are judged by the gate's own rules exactly as their scenario says they should be."""

from dataclasses import replace
from pathlib import Path

import pytest

from device.authority.ceremony import found
from device.authority.fleet_keys import make_fleet_keys
from device.health_code.circumstances import Circumstances
from device.health_code.keys import key_id_of, raw_public
from device.health_code.parts import PartOfCode
from device.health_code.registry import OtherText, Registry
from device.health_code.trust import VENUE_KINDS, TrustedKey, TrustSnapshot
from device.health_code.trust_list import read_trust_list
from device.health_code.verdict import HealthCode
from device.key_files import read_signing_public
from device.simulation.play_codes import PlayCodes
from device.simulation.play_keys import PlayKeys, keys_beside, make_play_keys
from device.simulation.scenario_people import Carrier, Code, Declaration, Flaw, Person
from device.simulation.scenario_words import Sheet
from device.vocabulary import ClockQuality, Colour, Kind, Reason

NOW = 1_795_305_600


class World:
    """The keys of a play, its time, and a gate's judgement."""

    def __init__(self, folder: Path, *people: Person) -> None:
        self.seconds = float(NOW)
        self.keys: PlayKeys = make_play_keys(folder / "keys", seed=7, now=NOW)
        roots = tuple(read_signing_public(folder / "keys" / f"root-{number}.pem") for number in (1, 2))
        trust = read_trust_list((folder / "keys" / "trust.cose").read_bytes(), roots)
        assert isinstance(trust, TrustSnapshot)
        self.trust = trust
        self.codes = PlayCodes(people, self.keys, venue="school", checkpoint="south", true_seconds=lambda: self.seconds)

    def judge(self, text: str) -> HealthCode | PartOfCode | OtherText:
        venue = self.keys.venue.public_key()
        circumstances = Circumstances(
            trust=self.trust,
            venue_key=TrustedKey(kid=key_id_of(venue), key=venue, kinds=VENUE_KINDS, issuer="venue"),
            now=int(self.seconds),
            clock=ClockQuality.SYNCHRONISED,
            checkpoint="south",
        )
        return Registry().judge(text, circumstances)

    def verdict(self, person: str = "wang") -> HealthCode:
        code = self.judge(self.codes.code_of(person))
        assert isinstance(code, HealthCode)
        return code


WANG = Code(name="王小明")


@pytest.mark.parametrize(
    ("code", "colour", "reasons"),
    [
        (WANG, Colour.GREEN, ()),
        (replace(WANG, colour=Colour.RED), Colour.RED, ()),
        (replace(WANG, kind=Kind.PAPER, age_seconds=7200), Colour.GREEN, ()),
        (replace(WANG, kind=Kind.PAPER, age_seconds=90_000), Colour.UNKNOWN, (Reason.CODE_STALE_COLOUR,)),
        (replace(WANG, kind=Kind.TICKET), Colour.GREEN, ()),
        (replace(WANG, carrier=Carrier.SCREENSHOT, age_seconds=86_400), Colour.UNKNOWN, (Reason.CODE_EXPIRED,)),
        (replace(WANG, lifetime_seconds=30, age_seconds=120), Colour.UNKNOWN, (Reason.CODE_EXPIRED,)),
        (replace(WANG, flaw=Flaw.FORGED), Colour.INVALID, (Reason.CODE_SIGNATURE_BAD,)),
        (replace(WANG, flaw=Flaw.UNKNOWN_KEY), Colour.UNKNOWN, (Reason.CODE_KEY_UNKNOWN,)),
        (replace(WANG, flaw=Flaw.MALFORMED), Colour.INVALID, (Reason.CODE_MALFORMED,)),
        (replace(WANG, flaw=Flaw.TOO_LONG), Colour.UNKNOWN, (Reason.CODE_LIFETIME,)),
        (replace(WANG, flaw=Flaw.NOT_YET_VALID), Colour.UNKNOWN, (Reason.CODE_NOT_YET_VALID,)),
        (replace(WANG, kind=Kind.TICKET, flaw=Flaw.OTHER_CHECKPOINT), Colour.UNKNOWN, (Reason.CODE_CHECKPOINT,)),
    ],
)
def test_each_code_and_each_flaw_is_what_it_says(
    tmp_path: Path, code: Code, colour: Colour, reasons: tuple[Reason, ...]
) -> None:
    verdict = World(tmp_path, Person(id="wang", code=code)).verdict()
    assert (verdict.colour, verdict.reasons) == (colour, reasons)


def test_every_flaw_is_tried_above() -> None:
    assert len(Flaw) == 7


def test_a_phone_shows_a_fresh_code_and_paper_keeps_its_own(tmp_path: Path) -> None:
    paper = replace(WANG, kind=Kind.PAPER, carrier=Carrier.PAPER)
    world = World(tmp_path, Person(id="wang", code=WANG), Person(id="grandmother", code=paper))
    first, first_paper = world.codes.code_of("wang"), world.codes.code_of("grandmother")
    world.seconds += 30
    assert world.codes.code_of("wang") != first
    assert world.codes.code_of("grandmother") == first_paper
    assert world.verdict("wang").issued_at == NOW + 30


def test_a_child_names_the_same_guardian_as_the_guardians_own_code(tmp_path: Path) -> None:
    child = Code(name="王可", kind=Kind.FAMILY, guardian="wang")
    world = World(tmp_path, Person(id="wang", code=WANG), Person(id="child", code=child))
    assert world.verdict("child").guardian == world.verdict("wang").holder is not None


def test_a_declaration_is_in_the_code_and_the_names_are_masked(tmp_path: Path) -> None:
    declared = Declaration(hours_ago=2, celsius=36.8)
    verdict = World(tmp_path, Person(id="wang", code=replace(WANG, declaration=declared))).verdict()
    assert verdict.declaration is not None
    assert (verdict.declaration.at, verdict.declaration.celsius) == (NOW - 7200, 36.8)
    assert (verdict.masked_name, verdict.masked_phone) == ("王*明", "138****1234")


def test_a_badge_names_its_inspector(tmp_path: Path) -> None:
    world = World(tmp_path)
    badge = world.judge(world.codes.badge_of("zhao"))
    assert isinstance(badge, HealthCode)
    assert (badge.kind, badge.inspector, badge.reasons) == (Kind.BADGE, "zhao", ())


@pytest.mark.parametrize("sheet", list(Sheet))
def test_no_other_sheet_is_taken_for_a_health_code(tmp_path: Path, sheet: Sheet) -> None:
    world = World(tmp_path)
    assert isinstance(world.judge(world.codes.sheet(sheet)), OtherText)


def test_one_seed_makes_the_same_keys_and_codes_and_another_seed_others(tmp_path: Path) -> None:
    def text(name: str, seed: int) -> str:
        keys = make_play_keys(tmp_path / name, seed=seed, now=NOW)
        people = (Person(id="wang", code=WANG),)
        return PlayCodes(people, keys, venue="v", checkpoint="c", true_seconds=lambda: NOW).code_of("wang")

    assert text("a", 1) == text("b", 1) != text("c", 2)
    for name in ("trust.cose", "venue.pem", "journal_key"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_secrets_are_for_their_owner_alone(tmp_path: Path) -> None:
    make_play_keys(tmp_path / "keys", seed=1, now=NOW)
    for name in ("venue_secret", "city_secret", "journal_key"):
        assert (tmp_path / "keys" / name).stat().st_mode & 0o777 == 0o600


def test_where_the_pilot_authoritys_own_keys_lie_visitors_codes_are_signed_with_them(tmp_path: Path) -> None:
    authority = found(tmp_path / "authority", now=NOW)
    fleet = make_fleet_keys(tmp_path / "venue")
    root, venue = tmp_path / "authority" / "root-1.pem", tmp_path / "venue" / "venue.pem"
    keys = keys_beside(root, venue, seed=1)
    assert raw_public(keys.issuing.public_key()) == raw_public(authority.issuing.public_key())
    assert raw_public(keys.venue.public_key()) == raw_public(fleet.venue.public_key())


def test_without_private_keys_beside_it_the_seed_makes_them(tmp_path: Path) -> None:
    made = make_play_keys(tmp_path / "keys", seed=4, now=NOW)
    keys = keys_beside(tmp_path / "keys" / "root-1.pem", tmp_path / "keys" / "venue.pem", seed=4)
    assert raw_public(keys.issuing.public_key()) == raw_public(made.issuing.public_key())
