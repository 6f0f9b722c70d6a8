"""Who gets into the citizens' page, who does not, and what they are told."""

import pytest
from authority_world import DAY, MOTHER, NOW, PIN, ZHANG
from page_world import PAGES, World, opened_world, shown

from device.authority.pin_codes import FAILURES_MOST
from device.vocabulary import Colour, Kind

world = pytest.fixture(opened_world)

POSTS = ("/family/add", "/family/remove", "/family/consent", "/family/end", "/declare", "/paper", "/paper/withdraw")


def test_who_was_invited_chooses_a_pin_and_shows_a_code_that_a_gate_believes(world: World) -> None:
    browser = world.browser()
    assert "登录" in browser.get("/").text
    code = world.invited(ZHANG)
    page = browser.post("/open", invitation=code.lower(), pin=PIN, pin_again=PIN)
    seen = shown(world, page.text)
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


def test_a_session_ends_with_its_time_and_says_so(world: World) -> None:
    browser = world.signed_in(ZHANG)
    world.now += 8 * DAY
    page = browser.get("/code")
    assert (page.url.path, "请重新登录" in page.text) == ("/enter", True)


def test_who_was_erased_is_out_at_once(world: World) -> None:
    browser = world.signed_in(ZHANG)
    world.desk.holders.erase(world.desk.holders.id_of(ZHANG.id_number))
    assert browser.get("/code").url.path == "/enter"
