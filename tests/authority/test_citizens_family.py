"""One phone, several people: whose code a guardian shows, and who agreed to that."""

import re

import pytest
from authority_world import CHILD, MOTHER, NOW, ZHANG
from page_world import World, opened_world, reference_in, shown

from device.authority.families import MEMBERS_MOST, Relation
from device.authority.holders import Person
from device.vocabulary import Colour, Kind

world = pytest.fixture(opened_world)


def test_a_guardian_shows_the_code_of_a_child_and_no_longer_once_removed(world: World) -> None:
    browser = world.signed_in(ZHANG)
    world.desk.holders.enrol(CHILD, now=NOW)
    page = browser.post("/family/add", name=" 张 小雨 ", id_number=CHILD.id_number, relation="child")
    assert "已添加" in page.text
    reference = reference_in(page.text)
    seen = shown(world, browser.get(f"/code?of={reference}").text)
    assert (seen.kind, seen.masked_name, seen.colour) == (Kind.FAMILY, "张*雨", Colour.GREEN)
    assert seen.holder == world.desk.holders.id_of(CHILD.id_number)
    assert seen.guardian == world.desk.holders.id_of(ZHANG.id_number)
    assert "已移除" in browser.post("/family/remove", of=reference).text
    assert browser.get(f"/code?of={reference}").status_code == 404
    assert browser.get(f"/code/fresh?of={reference}").status_code == 404


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": "张小云", "id_number": CHILD.id_number}, "没有找到"),
        ({"name": "", "id_number": CHILD.id_number}, "没有找到"),
        ({"name": CHILD.name, "id_number": "440983000000000000"}, "没有找到"),
        ({"name": CHILD.name, "id_number": CHILD.id_number, "relation": "owner"}, "没有找到"),
        ({"name": ZHANG.name, "id_number": ZHANG.id_number}, "您自己"),
    ],
)
def test_nobody_is_added_who_is_not_known_under_that_name(world: World, form: dict[str, str], said: str) -> None:
    browser = world.signed_in(ZHANG)
    world.desk.holders.enrol(CHILD, now=NOW)
    page = browser.post("/family/add", **{"relation": "child", **form})
    assert (page.status_code, said in page.text) == (403, True)
    assert world.desk.families.of(world.desk.holders.id_of(ZHANG.id_number)) == ()


def test_who_has_an_account_is_added_only_with_their_consent_and_may_end_it(world: World) -> None:
    zhang, mother = world.signed_in(ZHANG), world.signed_in(MOTHER)
    asked = {"name": MOTHER.name, "id_number": MOTHER.id_number, "relation": "parent"}
    assert "同意码" in zhang.post("/family/add", **asked).text
    assert "同意码" in zhang.post("/family/add", **asked, consent="AAAA-AAAA").text
    mother.get("/family")
    consent = re.search(r"<output>([^<]+)<", mother.post("/family/consent").text)
    assert consent is not None
    assert "已添加" in zhang.post("/family/add", **asked, consent=consent[1]).text
    page = mother.get("/family").text
    assert "张*明" in page
    ended = re.search(r'action="/family/end".*?name="of" value="([0-9a-f]+)"', page)
    assert ended is not None
    assert "10 分钟" in mother.post("/family/end", of=ended[1]).text
    assert world.desk.families.of(world.desk.holders.id_of(ZHANG.id_number)) == ()


def test_the_ninth_member_is_told_kindly(world: World) -> None:
    browser, guardian = world.signed_in(ZHANG), world.desk.holders.id_of(ZHANG.id_number)
    for number in range(MEMBERS_MOST):
        other = Person(name=f"张{number}", phone="", id_number=str(number))
        world.desk.families.add(guardian, world.desk.holders.enrol(other, now=NOW), Relation.CHILD, now=NOW)
    world.desk.holders.enrol(CHILD, now=NOW)
    page = browser.post("/family/add", name=CHILD.name, id_number=CHILD.id_number, relation="child")
    assert (page.status_code, "最多可添加 8 位" in page.text) == (403, True)


def test_a_code_of_anybody_else_is_not_shown_whatever_is_asked(world: World) -> None:
    browser = world.signed_in(ZHANG)
    stranger = world.desk.holders.enrol(MOTHER, now=NOW)
    for wanted in (stranger.hex(), stranger.hex()[:12], "../..", "0" * 12, "%00"):
        assert browser.get(f"/code?of={wanted}").status_code == 404
        assert browser.post("/paper", of=wanted).status_code == 404
        assert browser.post("/declare", of=wanted, symptom="none").status_code == 404
