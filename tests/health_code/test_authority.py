"""The pilot authority and the venue's keys: what is made, for whom, and that a gate believes it."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from health_code_world import DAY, NOW
from msgspec.structs import replace
from PIL import Image

from device.authority.ceremony import Authority, current_trust, found, open_authority, renew_trust
from device.authority.desk import Desk
from device.authority.fleet_keys import make_fleet_keys, open_fleet_keys
from device.authority.holders import Person, holder_id_of
from device.authority.issuing import issue
from device.authority.picture import write_picture
from device.errors import FileRefused, MissingSecret
from device.health_code.circumstances import Circumstances
from device.health_code.claims import NotClaims
from device.health_code.declaration import Declaration
from device.health_code.phc1 import judge
from device.health_code.trust import TrustAge, venue_key
from device.health_code.venue_codes import write_badge, write_ticket
from device.trust.trust_store import TrustStore
from device.vocabulary import ClockQuality, Colour, Kind, Reason

ZHANG = Person(name="张三丰", phone="13812345678", id_number="44098319900101123x")

NAMES = ("root-1", "root-2", "issuing", "standing", "tracing", "resolve")


def _circumstances(authority: Authority, now: int = NOW) -> Circumstances:
    return Circumstances(
        trust=current_trust(authority), venue_key=None, now=now, clock=ClockQuality.SYNCHRONISED, checkpoint="south"
    )


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return found(tmp_path / "authority", now=NOW)


@pytest.fixture
def desk(authority: Authority) -> Iterator[Desk]:
    opened = Desk(authority)
    yield opened
    opened.close()


def _zhang(desk: Desk, colour: Colour = Colour.GREEN, declaration: Declaration | None = None) -> bytes:
    holder = desk.holders.enrol(ZHANG, now=NOW, division=440983)
    desk.colours.change(holder, colour, now=NOW)
    if declaration is not None:
        desk.holders.declare(holder, declaration)
    return holder


def _modes(directory: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in directory.iterdir()}


def test_an_authority_is_founded_with_everything_the_contract_names(authority: Authority) -> None:
    modes = _modes(authority.directory)
    publics = {f"{name}.pem" for name in NAMES}
    privates = {f"{name}.private.pem" for name in NAMES}
    assert modes.keys() == publics | privates | {"city_secret", "holder_secret", "register_key", "trust.cose"}
    assert stat.S_IMODE(authority.directory.stat().st_mode) == 0o700
    assert {modes[name] for name in privates | {"city_secret", "holder_secret", "register_key"}} == {0o600}
    for name in ("root-1", "root-2", "issuing", "standing"):
        content = (authority.directory / f"{name}.private.pem").read_bytes()
        assert content.startswith(b"-----BEGIN PRIVATE KEY-----")
        private = load_pem_private_key(content, None)
        assert isinstance(private, Ed25519PrivateKey)
        assert load_pem_public_key((authority.directory / f"{name}.pem").read_bytes()) == private.public_key()
    for name in ("tracing", "resolve"):
        key = load_pem_private_key((authority.directory / f"{name}.private.pem").read_bytes(), None)
        assert isinstance(key, X25519PrivateKey)
        assert (authority.directory / f"{name}.pem").read_bytes().startswith(b"-----BEGIN PUBLIC KEY-----")
    assert len((authority.directory / "city_secret").read_bytes()) == 32


def test_keys_are_never_overwritten(authority: Authority, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in authority.directory.iterdir()}
    with pytest.raises(FileRefused, match="not empty"):
        found(authority.directory, now=NOW)
    assert before == {path.name: path.read_bytes() for path in authority.directory.iterdir()}
    make_fleet_keys(tmp_path / "fleet")
    with pytest.raises(FileRefused, match="not empty"):
        make_fleet_keys(tmp_path / "fleet")


def test_an_authority_does_not_show_its_secrets_by_accident(authority: Authority) -> None:
    assert "secret" not in repr(authority)
    assert authority.city_secret.hex() not in repr(authority)


def test_the_first_list_is_fresh_for_a_week_and_good_for_thirty_days(authority: Authority) -> None:
    trust = current_trust(authority)
    assert trust.seq == 1
    assert [trust.age(NOW + days * DAY) for days in (7, 8, 30, 31)] == [
        TrustAge.FRESH,
        TrustAge.STALE,
        TrustAge.STALE,
        TrustAge.OVER,
    ]


def test_a_renewed_list_replaces_the_one_a_gate_holds(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "gate").mkdir()
    store = TrustStore(directory=tmp_path / "gate", roots=authority.root_publics)
    store.offer((authority.directory / "trust.cose").read_bytes())
    assert renew_trust(open_authority(authority.directory), now=NOW + DAY).seq == 2
    store.offer((authority.directory / "trust.cose").read_bytes())
    assert (store.held().seq, store.held().issued_at) == (2, NOW + DAY)
    assert store.held().keys.keys() == current_trust(authority).keys.keys()


def test_a_missing_or_open_key_is_told(authority: Authority) -> None:
    (authority.directory / "issuing.private.pem").chmod(0o644)
    with pytest.raises(FileRefused, match="others may read"):
        open_authority(authority.directory)
    (authority.directory / "issuing.private.pem").unlink()
    with pytest.raises(MissingSecret, match="issuing"):
        open_authority(authority.directory)


def test_a_list_that_is_not_the_authoritys_own_is_told(authority: Authority, tmp_path: Path) -> None:
    other = found(tmp_path / "other", now=NOW)
    (authority.directory / "trust.cose").write_bytes((other.directory / "trust.cose").read_bytes())
    with pytest.raises(FileRefused, match="signature_bad"):
        renew_trust(authority, now=NOW)


@pytest.mark.parametrize("kind", [Kind.LIVE, Kind.PAPER, Kind.FAMILY])
@pytest.mark.parametrize("colour", [Colour.GREEN, Colour.YELLOW, Colour.RED])
def test_an_issued_code_is_believed_by_a_gate(desk: Desk, kind: Kind, colour: Colour) -> None:
    declaration = Declaration(at=NOW, celsius=36.8, symptoms=("cold_like",), exposures=("contact",))
    guardian = desk.holders.id_of("1")
    holder = _zhang(desk, colour, declaration)
    code = judge(issue(desk, holder, kind=kind, now=NOW, guardian=guardian).text, _circumstances(desk.authority))
    assert (code.colour, code.kind, code.reasons, code.division) == (colour, kind, (), 440983)
    assert (code.masked_name, code.masked_phone) == ("张*丰", "138****5678")
    assert code.holder == holder == holder_id_of(desk.authority.holder_secret, "44098319900101123X")
    assert code.guardian == holder_id_of(desk.authority.holder_secret, "1")
    assert code.declaration == declaration
    assert (code.resolve_token is not None) is (kind is Kind.PAPER)


def test_two_codes_of_one_person_have_one_holder_and_two_numbers(desk: Desk) -> None:
    holder = _zhang(desk)
    one, two = (
        judge(issue(desk, holder, kind=Kind.LIVE, now=NOW).text, _circumstances(desk.authority)) for _ in range(2)
    )
    assert one.holder == two.holder
    assert one.cti != two.cti


def test_nobody_unknown_is_given_a_code(desk: Desk) -> None:
    with pytest.raises(FileRefused, match="nobody"):
        issue(desk, bytes(12), kind=Kind.LIVE, now=NOW)


@pytest.mark.parametrize("kind", [Kind.TICKET, Kind.BADGE])
def test_the_authority_issues_nothing_that_is_the_venues(desk: Desk, kind: Kind) -> None:
    with pytest.raises(NotClaims):
        issue(desk, _zhang(desk), kind=kind, now=NOW)


def test_a_code_that_lives_too_long_is_the_gates_to_refuse(desk: Desk) -> None:
    text = issue(desk, _zhang(desk), kind=Kind.LIVE, now=NOW, lifetime_seconds=601).text
    assert judge(text, _circumstances(desk.authority)).reasons == (Reason.CODE_LIFETIME,)


@pytest.mark.parametrize("colour", [Colour.GREEN, Colour.YELLOW, Colour.RED])
def test_a_ticket_carries_colour_and_holder_of_the_code_it_was_made_from(
    desk: Desk, tmp_path: Path, colour: Colour
) -> None:
    fleet = make_fleet_keys(tmp_path / "fleet")
    circumstances = replace(_circumstances(desk.authority), venue_key=venue_key(fleet.venue.public_key()))
    live = judge(issue(desk, _zhang(desk, colour), kind=Kind.LIVE, now=NOW).text, circumstances)
    ticket = write_ticket(live, venue_private=fleet.venue, checkpoint="south", now=NOW, cti=b"12345678")
    code = judge(ticket, circumstances)
    assert (code.kind, code.colour, code.holder, code.reasons) == (Kind.TICKET, colour, live.holder, ())
    assert (code.checkpoint, code.expires_at) == ("south", NOW + 180)


def test_a_code_without_a_colour_makes_no_ticket(desk: Desk, tmp_path: Path) -> None:
    fleet = make_fleet_keys(tmp_path / "fleet")
    expired = judge(issue(desk, _zhang(desk), kind=Kind.LIVE, now=NOW - DAY).text, _circumstances(desk.authority))
    with pytest.raises(NotClaims, match="unknown"):
        write_ticket(expired, venue_private=fleet.venue, checkpoint="south", now=NOW, cti=b"12345678")


def test_fleet_keys_are_those_of_the_contract(tmp_path: Path) -> None:
    fleet = make_fleet_keys(tmp_path / "fleet")
    modes = _modes(tmp_path / "fleet")
    assert modes == {
        "venue.pem": 0o644,
        "operator.pem": 0o644,
        "venue.private.pem": 0o600,
        "operator.private.pem": 0o600,
        "venue_secret": 0o600,
        "journal_key": 0o600,
    }
    again = open_fleet_keys(tmp_path / "fleet")
    assert (again.venue_secret, again.journal_key) == (fleet.venue_secret, fleet.journal_key)
    badge = write_badge("wang", venue_private=again.venue, now=NOW, cti=b"12345678")
    own = Circumstances(
        trust=current_trust(found(tmp_path / "authority", now=NOW)),
        venue_key=venue_key(fleet.venue.public_key()),
        now=NOW,
        clock=ClockQuality.SYNCHRONISED,
    )
    assert (judge(badge, own).inspector, judge(badge, own).colour) == ("wang", Colour.GREEN)


def test_a_picture_has_its_quiet_zone(tmp_path: Path) -> None:
    write_picture("PHC1:ABC", tmp_path / "code.png", pixels_a_module=2)
    with Image.open(tmp_path / "code.png") as picture:
        grey = picture.convert("L")
        assert grey.size == (58, 58)  # version 1: 21 modules and twice 4
        assert grey.crop((0, 0, 58, 8)).getextrema() == (255, 255)
        assert grey.getpixel((8, 8)) == 0


def test_a_picture_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="cannot be written"):
        write_picture("PHC1:ABC", tmp_path / "nowhere" / "code.png")
