"""The register keeps what people entrust to it: sealed, whole, and no longer than it must."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from authority_world import CHILD, DAY, MOTHER, NOW, PIN, ZHANG, opened_desk

from device.authority.accounts import IDLE_SECONDS, SESSION_SECONDS, SESSIONS_MOST
from device.authority.ceremony import open_authority
from device.authority.desk import Desk
from device.authority.families import MEMBERS_MOST, FamilyFull, Relation
from device.authority.holders import Person
from device.authority.invitations import LETTERS, LIFETIME_SECONDS, Purpose
from device.authority.issued_codes import KEPT_AFTER_EXPIRY_SECONDS, IssuedCode
from device.authority.officers import NotAllowed, Role
from device.authority.pin_codes import FAILURES_MOST, LOCKED_SECONDS, PinVerdict, is_weak
from device.authority.register import Register
from device.authority.sealed_fields import SealedFields
from device.errors import FileRefused
from device.health_code.declaration import Declaration
from device.vocabulary import Colour, Kind


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = opened_desk(tmp_path)
    yield opened
    opened.close()


def _bytes_on_disk(desk: Desk) -> bytes:
    return b"".join(path.read_bytes() for path in desk.authority.directory.glob("register.sqlite*"))


def test_nothing_about_a_person_lies_readable_on_the_disk(desk: Desk) -> None:
    holder = desk.holders.enrol(ZHANG, now=NOW)
    desk.holders.declare(holder, Declaration(at=NOW, celsius=38.4, symptoms=("dyspnoea",)))
    desk.accounts.set_pin(holder, PIN)
    token = desk.accounts.open_session(holder, now=NOW)
    code = desk.invitations.give(holder, Purpose.ACCOUNT, now=NOW)
    desk.audit.write("colour", by="lin", now=NOW, reason="接触者 contact")
    on_disk = _bytes_on_disk(desk)
    said = (ZHANG.name, ZHANG.phone, ZHANG.id_number, "dyspnoea", PIN, token, code, code.replace("-", ""), "接触者")
    assert [text for text in said if text.encode() in on_disk] == []
    assert holder in on_disk


def test_a_person_is_found_again_by_the_pseudonym_alone(desk: Desk) -> None:
    holder = desk.holders.enrol(ZHANG, now=NOW, division=440983)
    again = Desk(open_authority(desk.authority.directory))
    found = again.holders.find(holder)
    again.close()
    assert found is not None
    assert (found.person, found.colour, found.division) == (ZHANG, Colour.GREEN, 440983)
    assert desk.holders.find(b"x" * 12) is None


def test_who_enrols_again_changes_their_particulars_and_keeps_colour_and_declaration(desk: Desk) -> None:
    holder = desk.holders.enrol(ZHANG, now=NOW, division=440983)
    desk.colours.change(holder, Colour.RED, now=NOW)
    desk.holders.declare(holder, Declaration(at=NOW, symptoms=("none",)))
    moved = Person(name=ZHANG.name, phone="13700000000", id_number=ZHANG.id_number.lower())
    assert desk.holders.enrol(moved, now=NOW + 5) == holder
    found = desk.holders.find(holder)
    assert found is not None
    assert (found.person.phone, found.colour, found.division) == ("13700000000", Colour.RED, 440983)
    assert found.declaration == Declaration(at=NOW, symptoms=("none",))


def test_a_field_moved_to_another_row_does_not_open(desk: Desk) -> None:
    one, two = (desk.holders.enrol(person, now=NOW) for person in (ZHANG, CHILD))
    with desk.register.transaction() as register:
        (sealed,) = register.execute("SELECT sealed FROM holders WHERE holder = ?", (one,)).fetchone()
        register.execute("UPDATE holders SET sealed = ? WHERE holder = ?", (sealed, two))
    assert desk.holders.find(one) is not None
    with pytest.raises(FileRefused, match="altered"):
        desk.holders.find(two)


@pytest.mark.parametrize("cut", [0, 5, 12, 30])
def test_a_field_cut_short_or_of_another_key_does_not_open(cut: int) -> None:
    sealed = SealedFields(b"k" * 32).seal("holders", b"row", {"name": "x"})
    for key, content in ((b"k" * 32, sealed[:cut]), (b"l" * 32, sealed)):
        with pytest.raises(FileRefused):
            SealedFields(key).unseal("holders", b"row", content, dict[str, str])


def test_half_an_act_is_never_kept(desk: Desk) -> None:
    with pytest.raises(RuntimeError), desk.register.transaction():
        desk.holders.enrol(ZHANG, now=NOW)
        desk.audit.write("enrol", by="lin", now=NOW)
        raise RuntimeError
    assert desk.holders.find(desk.holders.id_of(ZHANG.id_number)) is None
    assert list(desk.audit.lines()) == []


def test_a_register_that_others_may_read_or_that_is_none_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = desk.authority.directory / "register.sqlite"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    with pytest.raises(FileRefused, match="others may read"):
        Register(path, b"k" * 32)
    other = tmp_path / "other.sqlite"
    other.write_bytes(b"not a database at all" * 100)
    other.chmod(0o600)
    with pytest.raises(FileRefused, match=r"other\.sqlite"):
        Register(other, b"k" * 32)
    newer = Register(tmp_path / "newer.sqlite", b"k" * 32)
    with newer.transaction() as file:
        file.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(FileRefused, match="newer"):
        Register(tmp_path / "newer.sqlite", b"k" * 32)


def test_who_is_erased_leaves_nothing_behind(desk: Desk) -> None:
    zhang, child = (desk.holders.enrol(person, now=NOW) for person in (ZHANG, CHILD))
    desk.families.add(zhang, child, Relation.CHILD, now=NOW)
    desk.accounts.set_pin(child, PIN)
    token = desk.accounts.open_session(child, now=NOW)
    desk.holders.erase(child)
    assert desk.holders.find(child) is None
    assert desk.families.of(zhang) == ()
    assert not desk.accounts.has(child)
    assert desk.accounts.whose(token, now=NOW) is None


def test_old_declarations_are_forgotten(desk: Desk) -> None:
    one, two = (desk.holders.enrol(person, now=NOW) for person in (ZHANG, CHILD))
    desk.holders.declare(one, Declaration(at=NOW - 15 * DAY, symptoms=("none",)))
    desk.holders.declare(two, Declaration(at=NOW - 14 * DAY, symptoms=("none",)))
    assert desk.holders.forget_declarations(older_than=NOW - 14 * DAY) == 1
    kept = [found.declaration is not None for holder in (one, two) if (found := desk.holders.find(holder))]
    assert kept == [False, True]


def test_the_newest_colour_of_each_is_told_once(desk: Desk) -> None:
    one, two = (desk.holders.enrol(person, now=NOW) for person in (ZHANG, CHILD))
    assert desk.colours.change(one, Colour.RED, now=NOW + 1)
    assert not desk.colours.change(one, Colour.RED, now=NOW + 2)
    assert desk.colours.change(one, Colour.YELLOW, now=NOW + 3)
    assert desk.colours.change(two, Colour.RED, now=NOW + 4)
    assert desk.colours.changed_since(NOW) == {one: (Colour.YELLOW, NOW + 3), two: (Colour.RED, NOW + 4)}
    assert desk.colours.changed_since(NOW + 4) == {two: (Colour.RED, NOW + 4)}
    assert not desk.colours.change(b"nobody......", Colour.RED, now=NOW)
    with pytest.raises(ValueError, match="no colour"):
        desk.colours.change(one, Colour.UNKNOWN, now=NOW)


def test_a_family_has_eight_members_at_most_and_never_oneself(desk: Desk) -> None:
    for number in range(MEMBERS_MOST):
        desk.families.add(b"g", bytes([number]), Relation.CHILD, now=NOW + number)
    desk.families.add(b"g", bytes([3]), Relation.OTHER, now=NOW)
    with pytest.raises(FamilyFull):
        desk.families.add(b"g", b"ninth", Relation.CHILD, now=NOW)
    with pytest.raises(ValueError, match="own guardian"):
        desk.families.add(b"x", b"x", Relation.OTHER, now=NOW)
    assert desk.families.remove(b"g", bytes([3]))
    assert not desk.families.remove(b"g", bytes([3]))
    assert [member.holder[0] for member in desk.families.of(b"g")] == [0, 1, 2, 4, 5, 6, 7]
    assert desk.families.guardians_of(bytes([0])) == (b"g",)


def test_a_withdrawn_code_is_listed_until_its_time_is_over(desk: Desk) -> None:
    code = IssuedCode(cti=b"12345678", kid=b"kid1", holder=b"h", kind=Kind.PAPER, issued_at=NOW, expires_at=NOW + DAY)
    desk.codes.keep(code, b"t" * 16)
    assert desk.codes.find(b"12345678") == desk.codes.find_by_token(b"t" * 16) == code
    assert desk.codes.find_by_token(b"u" * 16) is None
    assert desk.codes.of_holder(b"h", now=NOW) == (code,)
    assert desk.codes.withdraw(b"12345678", now=NOW + 1)
    assert not desk.codes.withdraw(b"12345678", now=NOW + 2)
    assert desk.codes.withdrawn(b"kid1", now=NOW + 2) == (b"12345678",)
    assert desk.codes.withdrawn(b"kid2", now=NOW + 2) == ()
    assert desk.codes.withdrawn(b"kid1", now=NOW + DAY) == ()
    assert desk.codes.of_holder(b"h", now=NOW) == ()
    desk.codes.forget(now=NOW + DAY + KEPT_AFTER_EXPIRY_SECONDS)
    assert desk.codes.find(b"12345678") is not None
    desk.codes.forget(now=NOW + DAY + KEPT_AFTER_EXPIRY_SECONDS + 1)
    assert desk.codes.find(b"12345678") is None


def test_an_invitation_is_good_once_however_it_is_typed(desk: Desk) -> None:
    code = desk.invitations.give(b"holder", Purpose.ACCOUNT, now=NOW)
    assert set(code.replace("-", "")) <= set(LETTERS)
    typed = f" {code.lower().replace('-', ' ')} "
    assert desk.invitations.use(typed, Purpose.CONSENT, now=NOW) is None
    assert desk.invitations.use(typed, Purpose.ACCOUNT, now=NOW) == b"holder"
    assert desk.invitations.use(typed, Purpose.ACCOUNT, now=NOW) is None
    first = desk.invitations.give(b"holder", Purpose.CONSENT, now=NOW)
    second = desk.invitations.give(b"holder", Purpose.CONSENT, now=NOW)
    over = NOW + LIFETIME_SECONDS[Purpose.CONSENT]
    assert desk.invitations.look_up(first, Purpose.CONSENT, now=NOW) is None
    assert desk.invitations.look_up(second, Purpose.CONSENT, now=over - 1) == b"holder"
    assert desk.invitations.look_up(second, Purpose.CONSENT, now=over) is None
    desk.invitations.forget(now=over)
    assert desk.invitations.look_up(second, Purpose.CONSENT, now=NOW) is None


def test_five_wrong_pins_close_the_way_for_a_quarter_of_an_hour_even_to_the_right_one(desk: Desk) -> None:
    desk.accounts.set_pin(b"holder", PIN)
    tries = [desk.accounts.judge(b"holder", "000000", now=NOW) for _ in range(FAILURES_MOST)]
    assert tries == [PinVerdict.WRONG] * FAILURES_MOST
    assert desk.accounts.judge(b"holder", PIN, now=NOW + LOCKED_SECONDS - 1) is PinVerdict.LOCKED
    assert desk.accounts.judge(b"holder", PIN, now=NOW + LOCKED_SECONDS) is PinVerdict.RIGHT


def test_a_right_pin_forgives_the_wrong_ones_before(desk: Desk) -> None:
    desk.accounts.set_pin(b"holder", PIN)
    for _ in range(3):
        for _ in range(FAILURES_MOST - 1):
            assert desk.accounts.judge(b"holder", "999999", now=NOW) is PinVerdict.WRONG
        assert desk.accounts.judge(b"holder", PIN, now=NOW) is PinVerdict.RIGHT
    assert desk.accounts.judge(b"nobody", PIN, now=NOW) is PinVerdict.WRONG
    assert desk.accounts.judge(b"holder", PIN + "0" * 10_000, now=NOW) is PinVerdict.WRONG


@pytest.mark.parametrize(
    "pin", ["", "12345", "123456", "987654", "111111", "121212", "1234567890123", "19900", "abcdef"]
)
def test_a_pin_that_anybody_would_try_is_not_taken(pin: str) -> None:
    assert is_weak(pin)


def test_a_piece_of_the_id_number_is_no_pin() -> None:
    assert is_weak("199001", ZHANG.id_number)
    assert not is_weak(PIN, ZHANG.id_number)


def test_a_session_lasts_thirty_days_and_seven_unseen(desk: Desk) -> None:
    seen_daily, unseen = (desk.accounts.open_session(b"holder", now=NOW) for _ in range(2))
    for day in range(1, 30):
        assert desk.accounts.whose(seen_daily, now=NOW + day * DAY) == b"holder"
    assert desk.accounts.whose(seen_daily, now=NOW + SESSION_SECONDS) is None
    assert desk.accounts.whose(unseen, now=NOW + IDLE_SECONDS) is None
    assert desk.accounts.whose("never given", now=NOW) is None


def test_a_new_pin_and_a_sixth_phone_end_older_sessions(desk: Desk) -> None:
    tokens = [desk.accounts.open_session(b"holder", now=NOW + number) for number in range(SESSIONS_MOST + 1)]
    assert [desk.accounts.whose(token, now=NOW + 10) is not None for token in tokens] == [False] + [
        True
    ] * SESSIONS_MOST
    desk.accounts.end_session(tokens[1])
    assert desk.accounts.whose(tokens[1], now=NOW + 10) is None
    desk.accounts.set_pin(b"holder", PIN)
    assert [desk.accounts.whose(token, now=NOW + 10) for token in tokens] == [None] * (SESSIONS_MOST + 1)


def test_only_a_health_officer_does_what_is_a_health_officers(desk: Desk) -> None:
    desk.officers.appoint("lin", Role.HEALTH_OFFICER, "482915")
    desk.officers.appoint("chen", Role.CLERK, "739104")
    desk.officers.require("lin", "482915", Role.HEALTH_OFFICER, now=NOW)
    desk.officers.require("lin", "482915", Role.CLERK, now=NOW)
    desk.officers.require("chen", "739104", Role.CLERK, now=NOW)
    with pytest.raises(NotAllowed, match="clerk"):
        desk.officers.require("chen", "739104", Role.HEALTH_OFFICER, now=NOW)
    for officer, pin in (("lin", "739104"), ("nobody", "482915")):
        with pytest.raises(NotAllowed, match="not right"):
            desk.officers.require(officer, pin, Role.CLERK, now=NOW)
    assert desk.officers.dismiss("chen")
    assert desk.officers.listed() == (("lin", Role.HEALTH_OFFICER),)


@pytest.mark.parametrize(
    ("officer", "pin"), [("Lin", "482915"), ("", "482915"), ("local", "482915"), ("lin", "123456")]
)
def test_an_officer_without_a_fit_name_or_pin_is_not_appointed(desk: Desk, officer: str, pin: str) -> None:
    with pytest.raises(NotAllowed):
        desk.officers.appoint(officer, Role.CLERK, pin)


def test_the_audit_log_proves_what_was_written(desk: Desk) -> None:
    assert desk.audit.head() == (0, "0" * 64)
    for number in range(4):
        desk.audit.write("colour", by="lin", now=NOW + number, holder="ab", reason=str(number))
    lines = list(desk.audit.lines())
    assert [(line.seq, line.by, line.says["reason"], line.proves) for line in lines] == [
        (number + 1, "lin", str(number), True) for number in range(4)
    ]


@pytest.mark.parametrize(
    ("tampering", "first_that_does_not_prove"),
    [
        ("DELETE FROM audit WHERE seq = 2", 3),
        ("UPDATE audit SET header = replace(header, 'lin', 'wei') WHERE seq = 2", 3),
        ("UPDATE audit SET header = 'x' WHERE seq = 2", 2),
        ("UPDATE audit SET salt = x'00000000000000000000000000000000' WHERE seq = 2", 2),
    ],
)
def test_a_line_altered_or_left_out_does_not_prove(desk: Desk, tampering: str, first_that_does_not_prove: int) -> None:
    for number in range(4):
        desk.audit.write("colour", by="lin", now=NOW, reason=str(number))
    with desk.register.transaction() as register:
        register.execute(tampering)
    assert next(line.seq for line in desk.audit.lines() if not line.proves) == first_that_does_not_prove


def test_lines_cut_off_at_the_end_show_against_a_head_written_down_elsewhere(desk: Desk) -> None:
    for number in range(3):
        desk.audit.write("colour", by="lin", now=NOW, reason=str(number))
    head = desk.audit.head()
    with desk.register.transaction() as register:
        register.execute("DELETE FROM audit WHERE seq = 3")
    assert desk.audit.head() != head
    assert MOTHER.name not in repr(head)
