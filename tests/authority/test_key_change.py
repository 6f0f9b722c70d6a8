"""Keys are replaced one at a time, and a gate that was away for a while still believes what is true."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copy2

import pytest
from authority_world import DAY, NOW, ZHANG, at_the_gate, opened_desk

from device.authority.ceremony import ISSUING_KEY_SECONDS, current_trust, open_authority, open_root_folder, renew_trust
from device.authority.desk import Desk
from device.authority.issuing import issue
from device.authority.key_change import list_next_issuing, replace_root, use_next_issuing
from device.cli import main
from device.errors import FileRefused, MissingSecret
from device.health_code.duties import Duty
from device.health_code.keys import key_id_of
from device.health_code.phc1 import judge
from device.health_code.trust import TrustSnapshot
from device.trust.trust_store import TrustStore
from device.vocabulary import Colour, Kind


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = opened_desk(tmp_path)
    yield opened
    opened.close()


def test_both_roots_are_replaced_while_a_gate_keeps_taking_lists(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "gate").mkdir()
    directory = desk.authority.directory

    def offered(authority_roots: TrustStore) -> object:
        return authority_roots.offer((directory / "trust.cose").read_bytes())

    old = desk.authority.root_publics
    gate = TrustStore(directory=tmp_path / "gate", roots=old)
    assert isinstance(offered(gate), TrustSnapshot)
    kid = replace_root(desk.authority, 1, now=NOW + DAY)
    assert isinstance(offered(gate), TrustSnapshot)
    assert kid == key_id_of(open_authority(directory).root_publics[0]).hex() != key_id_of(old[0]).hex()
    gate = TrustStore(directory=tmp_path / "gate", roots=open_authority(directory).root_publics)
    replace_root(open_authority(directory), 2, now=NOW + 2 * DAY)
    assert isinstance(offered(gate), TrustSnapshot)
    renew_trust(open_authority(directory), now=NOW + 3 * DAY, root="root-2")
    assert not isinstance(offered(gate), TrustSnapshot)
    gate = TrustStore(directory=tmp_path / "gate", roots=open_authority(directory).root_publics)
    assert isinstance(offered(gate), TrustSnapshot)
    assert {path.name for path in directory.glob("root-*")} >= {f"root-1-{key_id_of(old[0]).hex()}.private.pem"}


def test_everyday_work_needs_no_root(desk: Desk) -> None:
    for name in ("root-1", "root-2"):
        (desk.authority.directory / f"{name}.private.pem").unlink()
    again = Desk(open_authority(desk.authority.directory))
    holder = again.holders.enrol(ZHANG, now=NOW)
    assert judge(issue(again, holder, kind=Kind.LIVE, now=NOW).text, at_the_gate(desk)).colour is Colour.GREEN
    again.close()
    with pytest.raises(MissingSecret, match="root-1"):
        renew_trust(desk.authority, now=NOW)


def test_a_new_issuing_key_is_listed_before_it_is_used_and_the_old_one_stays(desk: Desk) -> None:
    holder = desk.holders.enrol(ZHANG, now=NOW)
    old_text = issue(desk, holder, kind=Kind.PAPER, now=NOW).text
    old_kid = key_id_of(desk.authority.issuing.public_key())
    with pytest.raises(FileRefused, match="list the next key first"):
        use_next_issuing(desk.authority)
    fresh = list_next_issuing(desk.authority, now=NOW + DAY)
    with pytest.raises(FileRefused, match="there already"):
        list_next_issuing(desk.authority, now=NOW + DAY)
    assert key_id_of(open_authority(desk.authority.directory).issuing.public_key()) == old_kid
    assert use_next_issuing(desk.authority) == fresh
    again = Desk(open_authority(desk.authority.directory))
    later = at_the_gate(desk, NOW + DAY)
    new_text = issue(again, holder, kind=Kind.LIVE, now=NOW + DAY).text
    again.close()
    assert [judge(text, later).colour for text in (old_text, new_text)] == [Colour.GREEN, Colour.GREEN]
    assert judge(new_text, later).issuer_kid == bytes.fromhex(fresh)
    trust = renew_trust(desk.authority, now=NOW + ISSUING_KEY_SECONDS)
    assert set(trust.keys) == {bytes.fromhex(fresh)}


def test_the_key_of_standing_lists_issues_nothing_and_keeps_its_duties(desk: Desk) -> None:
    for trust in (current_trust(desk.authority), renew_trust(desk.authority, now=NOW + 1)):
        (standing,) = trust.duty_keys.values()
        assert standing.kid == key_id_of(desk.authority.standing.public_key())
        assert standing.duties == set(Duty)
        assert standing.kid not in trust.keys


def test_there_are_two_roots(desk: Desk) -> None:
    with pytest.raises(ValueError, match="no root 3"):
        replace_root(desk.authority, 3, now=NOW)


def test_a_list_is_signed_where_nothing_but_the_roots_and_the_list_is(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "root-folder"
    folder.mkdir()
    for name in ("root-1.pem", "root-2.pem", "root-2.private.pem", "trust.cose"):
        copy2(desk.authority.directory / name, folder / name)
    renewed = renew_trust(open_root_folder(folder), now=NOW + DAY, root="root-2")
    copy2(folder / "trust.cose", desk.authority.directory / "trust.cose")
    assert (current_trust(desk.authority).seq, renewed.issued_at) == (2, NOW + DAY)
    assert main(["authority", "trust", str(folder), "--root", "2"]) == 0
    assert main(["authority", "trust", str(folder), "--root", "1"]) == 78


def test_a_key_that_leaked_is_left_out_and_what_it_signed_is_not_believed(desk: Desk) -> None:
    text = issue(desk, desk.holders.enrol(ZHANG, now=NOW), kind=Kind.PAPER, now=NOW).text
    kid = key_id_of(desk.authority.issuing.public_key())
    list_next_issuing(desk.authority, now=NOW)
    use_next_issuing(desk.authority)
    assert main(["authority", "trust", str(desk.authority.directory), "--without", kid.hex()]) == 0
    assert judge(text, at_the_gate(desk)).colour is Colour.UNKNOWN
    assert kid not in current_trust(desk.authority).keys
    assert main(["authority", "trust", str(desk.authority.directory), "--without", kid.hex()]) == 2
    assert main(["authority", "trust", str(desk.authority.directory), "--without", "xyz"]) == 2
