"""What stands before the citizens' page: other sites, floods, long forms, wrong names, and what browsers are told."""

from pathlib import Path

import pytest
from authority_world import CHILD, NOW, PIN, ZHANG
from page_world import HERE, World, opened_world

from device.authority.page.application import Application, pages
from device.authority.page.entering import Entering
from device.authority.page.forms import FORM_LONGEST_BYTES
from device.authority.page.guard import visitor_of
from device.authority.page.serving import CannotListen, PageServer, is_loopback, listening, names_of

world = pytest.fixture(opened_world)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": HERE, "sec-fetch-site": "cross-site"},
    ],
)
def test_a_form_that_another_site_sent_is_refused(world: World, headers: dict[str, str]) -> None:
    browser = world.signed_in(ZHANG)
    browser.get("/declare")
    form = {"csrf": browser.csrf, "of": "", "symptom": "none"}
    for path in ("/declare", "/leave", "/enter"):
        assert browser.client.post(path, data=form, headers=headers).status_code == 403
    assert browser.get("/code").url.path == "/code"


@pytest.mark.parametrize("csrf", ["", "0" * 32, "é"])
def test_a_form_without_the_sessions_own_mark_is_refused(world: World, csrf: str) -> None:
    browser, other = world.signed_in(ZHANG), world.signed_in(CHILD)
    other.get("/declare")
    for wrong in (csrf, other.csrf):
        browser.csrf = wrong
        assert browser.post("/declare", of="", symptom="none").status_code == 403


def test_every_page_that_changes_something_asks_for_a_post_and_a_session(world: World) -> None:
    table = pages(Entering())
    assert {line.path for line in table if line.for_anybody} == {"/enter", "/open", "/about"}
    browser = world.signed_in(ZHANG)
    for line in table:
        if line.method == "POST" and not any(one.path == line.path and one.method == "GET" for one in table):
            assert browser.get(line.path).status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:8471", "", "127.0.0.1:8470.evil.example"])
def test_a_server_of_another_name_is_not_this_one(world: World, host: str) -> None:
    assert world.browser().client.get("/enter", headers={"host": host}).status_code == 421


def test_what_is_too_long_or_no_form_is_not_read(world: World) -> None:
    client = world.browser().client
    for content in (b"a=" + b"x" * FORM_LONGEST_BYTES, b"&".join(b"a=1" for _ in range(65)), b"\xff\xfe", b"a=%ff"):
        answer = client.post("/enter", content=content, headers={"origin": HERE})
        assert answer.status_code == 413
    assert client.post("/enter", content=iter([b"x" * 5000] * 3), headers={"origin": HERE}).status_code == 413


def test_who_tries_too_often_waits_and_nobody_else_does(world: World) -> None:
    application = world.application()
    browser = world.browser(application)
    answers = [browser.post("/open", invitation=str(n), pin=PIN, pin_again=PIN).status_code for n in range(14)]
    assert answers == [403] * 12 + [429] * 2
    assert browser.get("/about").status_code == 200
    world.now += 10
    assert browser.post("/open", invitation="x", pin=PIN, pin_again=PIN).status_code == 403


def test_names_are_not_guessed_through_the_family_page(world: World) -> None:
    browser = world.signed_in(ZHANG)
    browser.get("/family")
    tries = [browser.post("/family/add", name="x", id_number=str(n), relation="child").status_code for n in range(13)]
    assert tries[-1] == 429


def test_pages_are_given_out_once_a_second_and_a_burst(world: World) -> None:
    browser = world.browser()
    assert [browser.get("/about").status_code for _ in range(62)].count(429) == 2


def test_a_household_is_one_visitor() -> None:
    assert visitor_of("2001:db8:1:2:3::4") == visitor_of("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert visitor_of("192.0.2.1") != visitor_of("192.0.2.2")
    assert visitor_of("testclient") == "testclient"


def test_every_answer_tells_browsers_what_they_may_do(world: World) -> None:
    browser = world.signed_in(ZHANG)
    for path in ("/code", "/code/fresh", "/nowhere", "/static/page.css", "/enter", "/language/en"):
        answer = browser.client.get(path, follow_redirects=False)
        assert "default-src 'none'" in answer.headers["content-security-policy"], path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "x-menshen-session" not in answer.headers
        assert ("no-store" in answer.headers["cache-control"]) is not path.startswith("/static")
        assert "strict-transport-security" not in answer.headers


def test_no_page_needs_a_style_or_a_script_of_its_own(world: World) -> None:
    browser = world.signed_in(ZHANG)
    for path in ("/code", "/family", "/declare", "/paper", "/about"):
        text = browser.get(path).text
        assert "style=" not in text
        assert "onclick" not in text
        assert text.count("<script") == 1


@pytest.mark.parametrize("secure", [False, True])
def test_no_script_and_no_other_site_gets_at_the_session(world: World, *, secure: bool) -> None:
    base = "https://health.example" if secure else HERE
    client = world.browser(world.application(secure=secure)).client
    form = {"invitation": world.invited(ZHANG), "pin": PIN, "pin_again": PIN}
    answer = client.post(base + "/open", data=form, headers={"origin": base}, follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303
    assert cookie.startswith("__Host-menshen=" if secure else "menshen=")
    assert ("Secure" in cookie) is secure
    assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Path=/"))
    assert ("strict-transport-security" in answer.headers) is secure


def test_a_session_of_somebody_elses_making_is_none(world: World) -> None:
    world.signed_in(ZHANG)
    for token in ("", "x", "A" * 5000, "'; --"):
        client = world.browser().client
        client.cookies.set("menshen", token)
        assert client.get("/code").url.path == "/enter"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("zh-CN,en;q=0.8", "zh-Hans"), ("en-GB,en", "en"), ("fr", "zh-Hans"), ("", "zh-Hans"), ("en,zh;q=0.1", "zh-Hans")],
)
def test_chinese_comes_first_unless_a_browser_speaks_english_alone(world: World, accepted: str, language: str) -> None:
    page = world.browser(accepts=accepted).get("/enter")
    assert f'<html lang="{language}">' in page.text


def test_a_chosen_language_is_remembered_and_leads_nowhere_else(world: World) -> None:
    browser = world.browser()
    page = browser.get("/language/en?back=/about")
    assert (page.url.path, '<html lang="en">' in page.text) == ("/about", True)
    assert "Sign in" in browser.get("/enter").text
    assert '<html lang="en">' in browser.get("/language/xx?back=/enter").text
    for elsewhere in ("https://evil.example/", "//evil.example", "/leave", "/static/page.js"):
        answer = browser.client.get(f"/language/en?back={elsewhere}", follow_redirects=False)
        assert answer.headers["location"] == "/"


def test_a_register_that_fails_is_told_without_its_details(world: World) -> None:
    browser = world.signed_in(ZHANG)
    with world.desk.register.transaction() as file:
        file.execute("UPDATE holders SET declaration = x'00'")
    answer = browser.get("/about")
    assert answer.status_code == 500
    assert "暂时有问题" in answer.text
    assert "register" not in answer.text
    assert NOW


def test_only_loopback_is_served_without_tls_and_under_its_own_names() -> None:
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "health.example")] == [  # noqa: S104 - refused, that is the point
        True,
        True,
        True,
        False,
        False,
    ]
    assert names_of("127.0.0.1", 80, None) >= {"localhost:80", "127.0.0.1", "[::1]:80"}
    assert names_of("192.0.2.1", 443, "Health.Example") == {
        "192.0.2.1",
        "192.0.2.1:443",
        "health.example",
        "health.example:443",
    }


def test_what_cannot_be_served_is_said(tmp_path: Path, world: World) -> None:
    with listening("127.0.0.1", 0) as taken, pytest.raises(CannotListen, match="cannot be listened on"):
        listening("127.0.0.1", taken.getsockname()[1])
    (tmp_path / "certificate.pem").write_text("nothing")
    application: Application = world.application()
    with pytest.raises(CannotListen, match="certificate"):
        PageServer(application.asgi, certificate=tmp_path / "certificate.pem", key=tmp_path / "certificate.pem")
