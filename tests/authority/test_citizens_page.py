"""The citizens' page: what people can do there, and that a gate believes what they show."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from authority_world import CHILD, DAY, MOTHER, NOW, PIN, ZHANG, at_the_gate, opened_desk
from page_world import World
from seen_codes import picture_of_pdf, text_in_svg, texts_in_picture

from device.authority.families import MEMBERS_MOST, Relation
from device.authority.holders import Person
from device.authority.issuing import issue
from device.authority.paper import PAPERS_MOST
from device.authority.pin_codes import FAILURES_MOST
from device.health_code.phc1 import judge
from device.health_code.verdict import HealthCode
from device.vocabulary import Colour, Kind

PAGES = ("/code", "/code/fresh", "/family", "/declare", "/paper")
POSTS = ("/family/add", "/family/remove", "/family/consent", "/family/end", "/declare", "/paper", "/paper/withdraw")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    desk = opened_desk(tmp_path)
    yield World(desk=desk)
    desk.close()


def _shown(world: World, page: str) -> HealthCode:
    svg = page[page.index('<svg xmlns="http://www.w3.org/2000/svg" viewBox') :]
    return judge(text_in_svg(svg[: svg.index("</svg>")]), at_the_gate(world.desk, int(world.now)))


def _child_of(world: World) -> bytes:
    guardian = world.desk.holders.id_of(ZHANG.id_number)
    child = world.desk.holders.enrol(CHILD, now=NOW)
    world.desk.families.add(guardian, child, Relation.CHILD, now=NOW)
    return child


def _reference(page: str) -> str:
    found = re.search(r"/code\?of=([0-9a-f]{12})", page)
    assert found is not None
    return found[1]


def test_who_was_invited_chooses_a_pin_and_shows_a_code_that_a_gate_believes(world: World) -> None:
    browser = world.browser()
    assert "登录" in browser.get("/").text
    code = world.invited(ZHANG)
    page = browser.post("/open", invitation=code.lower(), pin=PIN, pin_again=PIN)
    seen = _shown(world, page.text)
    assert (page.url.path, seen.colour, seen.kind, seen.reasons) == ("/code", Colour.GREEN, Kind.LIVE, ())
    assert (seen.masked_name, seen.masked_phone) == ("张*明", "138****5678")
    assert (seen.issued_at, seen.expires_at) == (NOW, NOW + 600)
    assert "绿码" in page.text
    assert "16:00:00" in page.text


def test_who_has_a_pin_comes_in_again_and_goes_out(world: World) -> None:
    world.signed_in(ZHANG)
    browser = world.browser()
    assert "张*明" in browser.post("/enter", id_number=f" {ZHANG.id_number} ", pin=PIN).text
    page = browser.post("/leave")
    assert (page.url.path, "已退出登录" in page.text) == ("/enter", True)
    assert browser.get("/code").url.path == "/enter"


def test_nobody_learns_whether_the_number_or_the_pin_was_wrong(world: World) -> None:
    world.signed_in(ZHANG)
    known = world.browser().post("/enter", id_number=ZHANG.id_number, pin="739104")
    unknown = world.browser().post("/enter", id_number=MOTHER.id_number, pin="739104")
    assert known.status_code == unknown.status_code == 403
    assert known.text.replace(ZHANG.id_number, "") == unknown.text.replace(MOTHER.id_number, "")


def test_who_guesses_is_stopped_and_told_kindly(world: World) -> None:
    world.signed_in(ZHANG)
    browser = world.browser()
    for _ in range(FAILURES_MOST):
        assert "不对" in browser.post("/enter", id_number=ZHANG.id_number, pin="739104").text
    assert "15 分钟" in browser.post("/enter", id_number=ZHANG.id_number, pin=PIN).text
    world.now += 15 * 60
    assert browser.post("/enter", id_number=ZHANG.id_number, pin=PIN).url.path == "/code"


@pytest.mark.parametrize(
    ("pin", "again", "said"),
    [("123456", "123456", "太容易"), ("199001", "199001", "太容易"), (PIN, "830518", "不一样"), ("", "", "太容易")],
)
def test_a_pin_that_is_not_taken_leaves_the_invitation_good(world: World, pin: str, again: str, said: str) -> None:
    browser, code = world.browser(), world.invited(ZHANG)
    page = browser.post("/open", invitation=code, pin=pin, pin_again=again)
    assert (page.status_code, said in page.text) == (403, True)
    assert browser.post("/open", invitation=code, pin=PIN, pin_again=PIN).url.path == "/code"


def test_an_invitation_that_is_not_right_or_used_opens_nothing(world: World) -> None:
    code = world.invited(ZHANG)
    for wrong in ("", "AAAA-AAAA", "'; DROP TABLE holders; --", code + "X"):
        assert "邀请码不对" in world.browser().post("/open", invitation=wrong, pin=PIN, pin_again=PIN).text
    world.browser().post("/open", invitation=code, pin=PIN, pin_again=PIN)
    assert "邀请码不对" in world.browser().post("/open", invitation=code, pin=PIN, pin_again=PIN).text


@pytest.mark.parametrize("path", PAGES)
def test_nobody_sees_a_page_without_being_logged_in(world: World, path: str) -> None:
    answer = world.browser().get(path)
    assert answer.status_code == 401 if path.endswith("fresh") else answer.url.path == "/enter"


@pytest.mark.parametrize("path", POSTS)
def test_nobody_changes_anything_without_being_logged_in(world: World, path: str) -> None:
    assert world.browser().post(path, of="", symptom="none").url.path == "/enter"


def test_the_code_is_renewed_with_the_colour_of_the_moment(world: World) -> None:
    browser = world.signed_in(ZHANG)
    first = browser.get("/code/fresh").json()
    world.desk.colours.change(world.desk.holders.id_of(ZHANG.id_number), Colour.RED, now=NOW)
    world.now += 60
    second = browser.get("/code/fresh").json()
    assert (first["colour"], second["colour"], second["word"]) == ("green", "red", "红码")
    one, two = (judge(text_in_svg(code["svg"]), at_the_gate(world.desk, NOW + 60)) for code in (first, second))
    assert (one.colour, two.colour) == (Colour.GREEN, Colour.RED)
    assert one.cti != two.cti
    assert second["until"] == NOW + 660


def test_a_guardian_shows_the_code_of_a_child_and_no_longer_once_removed(world: World) -> None:
    browser = world.signed_in(ZHANG)
    world.desk.holders.enrol(CHILD, now=NOW)
    page = browser.post("/family/add", name=" 张 小雨 ", id_number=CHILD.id_number, relation="child")
    assert "已添加" in page.text
    reference = _reference(page.text)
    seen = _shown(world, browser.get(f"/code?of={reference}").text)
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


def test_a_declaration_is_carried_by_the_next_code(world: World) -> None:
    browser = world.signed_in(ZHANG)
    page = browser.post("/declare", of="", symptom=["cold_like", "conjunctivitis"], celsius="36,8")
    seen = _shown(world, page.text)
    assert ("已收到" in page.text, "36.8 °C" in page.text) == (True, True)
    assert seen.declaration is not None
    assert seen.declaration.symptoms == ("cold_like", "conjunctivitis")
    assert (seen.declaration.at, seen.declaration.celsius, seen.colour) == (NOW, 36.8, Colour.GREEN)


@pytest.mark.parametrize(
    ("form", "colour"),
    [
        ({"symptom": "none", "celsius": "37.2"}, Colour.GREEN),
        ({"symptom": "none", "celsius": "37.3"}, Colour.YELLOW),
        ({"symptom": "dyspnoea"}, Colour.YELLOW),
        ({"symptom": "none", "exposure": "contact"}, Colour.YELLOW),
        ({"symptom": "none", "exposure": "risk_area_stay"}, Colour.YELLOW),
        ({"symptom": "palpitations", "exposure": "contact_unsure"}, Colour.GREEN),
    ],
)
def test_green_turns_yellow_where_the_rule_on_the_page_says_so(
    world: World, form: dict[str, str], colour: Colour
) -> None:
    browser = world.signed_in(ZHANG)
    page = browser.post("/declare", of="", **form)
    assert _shown(world, page.text).colour is colour
    assert ("黄码" in page.text) is (colour is Colour.YELLOW)


@pytest.mark.parametrize("colour", [Colour.YELLOW, Colour.RED])
def test_no_declaration_makes_a_colour_better(world: World, colour: Colour) -> None:
    browser = world.signed_in(ZHANG)
    world.desk.colours.change(world.desk.holders.id_of(ZHANG.id_number), colour, now=NOW)
    assert _shown(world, browser.post("/declare", of="", symptom="none", celsius="36.5").text).colour is colour
    assert _shown(world, browser.post("/declare", of="", symptom="dyspnoea", celsius="39").text).colour is colour


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"symptom": ["none", "dyspnoea"]},
        {"symptom": "plague"},
        {"symptom": "none", "exposure": "moon"},
        {"symptom": "none", "celsius": "33.9"},
        {"symptom": "none", "celsius": "43.1"},
        {"symptom": "none", "celsius": "nan"},
        {"symptom": "none", "celsius": "1e999"},
        {"symptom": "none", "celsius": "warm"},
    ],
)
def test_a_form_that_cannot_be_right_is_shown_again(world: World, form: dict[str, str | list[str]]) -> None:
    browser = world.signed_in(ZHANG)
    page = browser.post("/declare", of="", **form)
    assert (page.status_code, 'role="alert"' in page.text) == (422, True)
    known = world.desk.holders.find(world.desk.holders.id_of(ZHANG.id_number))
    assert known is not None
    assert known.declaration is None


def test_a_guardian_declares_for_a_child_alone(world: World) -> None:
    browser = world.signed_in(ZHANG)
    child = _child_of(world)
    reference = _reference(browser.get("/family").text)
    browser.post("/declare", of=reference, symptom="dyspnoea")
    colours = [
        found.colour
        for holder in (child, world.desk.holders.id_of(ZHANG.id_number))
        if (found := world.desk.holders.find(holder)) is not None
    ]
    assert colours == [Colour.YELLOW, Colour.GREEN]


def test_a_paper_is_a_page_that_the_gate_reads_and_its_owner_withdraws(world: World, tmp_path: Path) -> None:
    browser = world.signed_in(ZHANG)
    _child_of(world)
    reference = _reference(browser.get("/family").text)
    answer = browser.post("/paper", of=reference)
    assert answer.headers["content-type"] == "application/pdf"
    ((text, _),) = texts_in_picture(picture_of_pdf(answer.content), tmp_path)
    seen = judge(text, at_the_gate(world.desk))
    assert (seen.kind, seen.masked_name, seen.colour) == (Kind.PAPER, "张*雨", Colour.GREEN)
    assert seen.cti is not None
    page = browser.get("/paper").text
    assert seen.cti.hex() in page
    assert "已作废" in browser.post("/paper/withdraw", number=seen.cti.hex()).text
    assert world.desk.codes.withdrawn(b"" if seen.issuer_kid is None else seen.issuer_kid, now=NOW) == (seen.cti,)


def test_nobody_withdraws_a_paper_of_somebody_else(world: World) -> None:
    mother = world.signed_in(MOTHER)
    issue(world.desk, world.desk.holders.enrol(ZHANG, now=NOW), kind=Kind.PAPER, now=NOW)
    (code,) = world.desk.codes.of_holder(world.desk.holders.id_of(ZHANG.id_number), now=NOW)
    mother.get("/paper")
    mother.post("/paper/withdraw", number=code.cti.hex())
    assert world.desk.codes.of_holder(code.holder, now=NOW) == (code,)


def test_a_fourth_paper_is_not_printed(world: World) -> None:
    browser = world.signed_in(ZHANG)
    browser.get("/paper")
    for _ in range(PAPERS_MOST):
        issue(world.desk, world.desk.holders.id_of(ZHANG.id_number), kind=Kind.PAPER, now=NOW)
    page = browser.post("/paper", of="")
    assert (page.status_code, "3 张" in page.text) == (409, True)


def test_no_page_shows_more_of_a_person_than_what_is_masked(world: World) -> None:
    browser = world.signed_in(ZHANG)
    _child_of(world)
    for path in (*PAGES, "/about"):
        text = browser.get(path).text
        told = [word for person in (ZHANG, CHILD) for word in (person.name, person.id_number, person.phone) if word]
        assert [word for word in told if word in text] == [], path


def test_what_somebody_types_is_never_part_of_the_page(world: World) -> None:
    nasty = '"><script>alert(1)</script>{{ 7*7 }}'
    browser = world.signed_in(ZHANG)
    pages = (
        browser.post("/family/add", name=nasty, id_number=nasty, relation=nasty),
        browser.post("/declare", of="", celsius=nasty, symptom=nasty),
        world.browser().post("/enter", id_number=nasty, pin=nasty),
        world.browser().post("/open", invitation=nasty, pin=nasty, pin_again=nasty),
        browser.get("/code?said=%3Cscript%3Ealert(1)%3C/script%3E"),
        browser.get("/code?said=about_what"),
    )
    for page in pages:
        assert "<script>" not in page.text
        assert "49" not in re.sub(r"<[^>]*>", "", page.text)
    assert "试点使用" not in pages[-1].text


def test_a_name_with_markup_in_the_register_stays_text(world: World) -> None:
    odd = Person(name="<b>王</b>", phone="<i>", id_number="7")
    assert "<b>王" not in world.signed_in(odd).get("/code").text


def test_a_session_ends_with_its_time_and_says_so(world: World) -> None:
    browser = world.signed_in(ZHANG)
    world.now += 8 * DAY
    page = browser.get("/code")
    assert (page.url.path, "请重新登录" in page.text) == ("/enter", True)


def test_who_was_erased_is_out_at_once(world: World) -> None:
    browser = world.signed_in(ZHANG)
    world.desk.holders.erase(world.desk.holders.id_of(ZHANG.id_number))
    assert browser.get("/code").url.path == "/enter"
