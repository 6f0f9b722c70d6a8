"""What people do on the citizens' page, walked in a real browser on a small telephone, in both languages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from served_page import CHILD, CHINA, MOTHER, PIN, ZHANG, Served, chromium, phone, served

from device.authority.families import Relation
from device.authority.page.words import Language, words
from device.vocabulary import Colour

pytestmark = pytest.mark.browser
SOON_MS = 20_000


@dataclass
class Hand:
    """A telephone with the page on it."""

    page: Page
    served: Served
    say: dict[str, str]
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(SOON_MS)
        expect.set_options(timeout=SOON_MS)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "warning" else None)

    def go(self, path: str) -> None:
        self.page.goto(self.served.page + path)

    def press(self, word: str) -> None:
        self.page.get_by_role("button", name=self.say[word], exact=True).first.click()

    def shows(self, word: str) -> None:
        expect(self.page.get_by_text(self.say[word]).first).to_be_visible()

    def sign_in(self) -> None:
        self.go("/open")
        self.page.get_by_label(self.say["invitation"]).fill(self.served.invitation(ZHANG))
        self.page.get_by_label(self.say["new_pin"]).fill(PIN)
        self.page.get_by_label(self.say["new_pin_again"]).fill(PIN)
        self.press("open")
        expect(self.page.locator("#word")).to_have_text(self.say["colour_green"])

    def turn(self, colour: Colour) -> None:
        desk = self.served.desk
        desk.colours.change(desk.holders.id_of(ZHANG.id_number), colour, now=1)

    def fits(self) -> None:
        """Nothing hangs over the side of the screen."""
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("served")) as told:
        yield told


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(params=["zh", "en"])
def hand(request: pytest.FixtureRequest, everything: Served, browser: Browser) -> Iterator[Hand]:
    english = request.param == "en"
    context = phone(browser, english=english, dark=english)
    say = words(Language.ENGLISH if english else Language.CHINESE)
    here = Hand(page=context.new_page(), served=everything.cleared(), say=say)
    yield here
    assert here.complaints == []
    context.close()


def test_who_is_invited_opens_an_account_and_shows_a_code_with_a_clock_that_runs(hand: Hand) -> None:
    hand.sign_in()
    hand.fits()
    clock = hand.page.locator("#clock")
    first = clock.inner_text()
    expect(clock).not_to_have_text(first)
    assert CHINA.key == "Asia/Shanghai"
    expect(hand.page.locator("#picture svg")).to_be_visible()
    side = hand.page.locator("#picture svg").bounding_box()
    assert side is not None
    assert side["width"] >= 61 * 4, "four pixels a module and more"


def test_the_page_turns_red_by_itself_when_the_holder_does(hand: Hand) -> None:
    hand.sign_in()
    before = hand.page.locator("#picture").inner_html()
    hand.turn(Colour.RED)
    hand.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(hand.page.locator("#word")).to_have_text(hand.say["colour_red"])
    expect(hand.page.locator("#means")).to_have_text(hand.say["means_red"])
    assert hand.page.locator("#picture").inner_html() != before


def test_a_lost_connection_is_told_and_mended(hand: Hand) -> None:
    hand.sign_in()
    hand.page.route("**/code/fresh*", lambda route: route.abort())
    hand.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    hand.shows("retrying")
    hand.page.unroute("**/code/fresh*")
    expect(hand.page.locator("#retrying")).to_be_hidden()


def test_a_child_is_added_shown_and_removed(hand: Hand) -> None:
    hand.sign_in()
    hand.page.get_by_role("link", name=hand.say["family"], exact=True).click()
    hand.page.get_by_label(hand.say["member_name"]).fill(CHILD.name)
    hand.page.get_by_label(hand.say["id_number"]).fill(CHILD.id_number)
    hand.press("add")
    hand.shows("member_added")
    hand.fits()
    hand.page.get_by_role("link", name=hand.say["show_code"], exact=True).click()
    expect(hand.page.locator("#name")).to_have_text("张*雨")
    hand.shows("shown_by")
    hand.page.get_by_role("link", name=hand.say["me"], exact=True).click()
    expect(hand.page.locator("#name")).to_have_text("张*明")
    hand.go("/family")
    hand.page.locator("summary").click()
    hand.press("remove")
    hand.shows("member_removed")


def test_a_fever_is_declared_and_the_code_turns_yellow(hand: Hand) -> None:
    hand.sign_in()
    hand.page.get_by_role("link", name=hand.say["declare"], exact=True).click()
    hand.fits()
    hand.page.get_by_label(hand.say["symptom_cold_like"]).check()
    hand.page.get_by_label(hand.say["temperature"]).fill("38.1")
    hand.press("submit")
    hand.shows("declared_yellow")
    expect(hand.page.locator("#word")).to_have_text(hand.say["colour_yellow"])
    expect(hand.page.get_by_text("38.1 °C")).to_be_visible()


def test_a_paper_is_made_for_the_mother_and_withdrawn(hand: Hand) -> None:
    hand.sign_in()
    desk = hand.served.desk
    guardian, mother = (desk.holders.id_of(person.id_number) for person in (ZHANG, MOTHER))
    desk.families.add(guardian, mother, Relation.PARENT, now=1)
    hand.page.get_by_role("link", name=hand.say["paper"], exact=True).click()
    hand.page.get_by_label(hand.say["paper_for"]).select_option(label="李*英")
    with hand.page.expect_response("**/paper") as came:
        hand.press("paper_get")
    assert came.value.headers["content-type"] == "application/pdf"
    hand.go("/paper")
    hand.fits()
    hand.press("paper_lost")
    hand.shows("paper_withdrawn")


def test_a_wrong_pin_is_told_kindly_and_a_keyboard_alone_is_enough(hand: Hand) -> None:
    hand.go("/enter")
    hand.page.get_by_label(hand.say["id_number"]).focus()
    hand.page.keyboard.type(ZHANG.id_number)
    hand.page.keyboard.press("Tab")
    hand.page.keyboard.type("739104")
    hand.page.keyboard.press("Enter")
    hand.shows("wrong")


def test_the_kiosk_prints_and_forgets_who_was_there(everything: Served, browser: Browser) -> None:
    page = browser.new_context(viewport={"width": 1080, "height": 1400}).new_page()
    page.goto(everything.cleared().kiosk)
    page.get_by_role("button", name="李*英").click()
    expect(page.get_by_text("请取走纸质码")).to_be_visible(timeout=SOON_MS)
    assert "李" not in page.locator("main").inner_text()
    page.context.close()
    assert Path(everything.desk.authority.directory).exists()
