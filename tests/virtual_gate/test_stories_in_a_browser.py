"""The ten stories that matter most, walked on the virtual gate in a real browser, in both languages."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect
from shown_gate import SOON_MS, ShownGate, chromium, demonstration

from device.guidance.sentences import WORDS, Sentence

pytestmark = [pytest.mark.browser, pytest.mark.broker]


@dataclass
class Visit:
    """A page in one language, and the gate's sentences in it."""

    gate: ShownGate
    is_chinese: bool

    def sentence(self, sentence: Sentence) -> str:
        words = WORDS[sentence]
        return words.chinese if self.is_chinese else words.english

    def says(self, sentence: Sentence) -> None:
        self.gate.says(self.sentence(sentence))

    def either(self, chinese: str, english: str) -> str:
        return chinese if self.is_chinese else english


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with demonstration() as told:
        yield told


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(params=["zh", "en"])
def visit(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, permissions=["camera"])
    context.add_init_script(f"localStorage.setItem('menshen.language', '{request.param}')")
    here = Visit(gate=ShownGate(context.new_page(), address), is_chinese=request.param == "zh")
    here.gate.be("healthy")  # the user takes over, then leaves: no visitor comes in between
    here.gate.settle(here.sentence(Sentence.READY))
    yield here
    assert here.gate.complaints == []
    context.close()


def test_a_healthy_person_passes_once_the_record_is_on_the_disk(visit: Visit) -> None:
    visit.gate.be("healthy")
    visit.says(Sentence.SHOW_CODE)
    visit.gate.hold_up("green")
    visit.gate.is_open()
    visit.gate.expect_step("temperature", visit.either("正常", "normal"), "good")
    visit.gate.expect_step("code", visit.either("绿码", "green"), "good")
    visit.gate.expect_step("record", visit.either("已落盘，随后开门", "on disk first"), "good")
    visit.gate.is_open(False)
    visit.says(Sentence.READY)


def test_a_fever_is_told_calmly_and_becomes_a_case_nobody_else_sees(visit: Visit) -> None:
    visit.gate.be("fever")
    visit.gate.hold_up("green")
    visit.says(Sentence.STEP_ASIDE)
    visit.gate.tells("°C", visit.either("没有警报声", "No siren"))
    visit.gate.expect_step("temperature", visit.either("发热", "fever"), "look")
    expect(visit.gate.page.locator("#lamp_red")).to_have_class("lamp red")
    visit.gate.tab("inspector")
    case = visit.gate.page.locator("#cases .case").first
    expect(case).to_contain_text(visit.either("发热", "Fever"))
    expect(case).to_contain_text("林*满")
    expect(case).to_have_class("case critical")
    visit.gate.is_open(False)


def test_an_inspector_claims_and_admits_a_yellow_code_with_signed_orders(visit: Visit) -> None:
    visit.gate.be("healthy")
    visit.gate.hold_up("yellow")
    visit.says(Sentence.STEP_ASIDE)
    visit.gate.decide("claimed")
    answers = visit.gate.page.locator("#answers li")
    expect(answers.first).to_contain_text(visit.either("认领成功", "Claimdone"), timeout=SOON_MS)
    expect(visit.gate.page.locator("#cases .case").first).to_contain_text("chen")
    visit.says(Sentence.READY)
    visit.gate.decide("admit")
    visit.gate.is_open()
    visit.gate.tells(visit.either("检测员指令", "Order"))
    expect(answers.first).to_contain_text(visit.either("放行成功", "Admitdone"), timeout=SOON_MS)
    visit.gate.is_open(False)


def test_an_inspector_refuses_a_red_code_and_the_barrier_never_moves(visit: Visit) -> None:
    visit.gate.be("healthy")
    visit.gate.hold_up("red")
    visit.says(Sentence.STEP_ASIDE)
    visit.gate.expect_step("code", visit.either("红码", "red"), "look")
    before = visit.gate.page.locator("#cases .case").count()
    visit.gate.decide("refuse")
    expect(visit.gate.page.locator("#answers li").first).to_contain_text(
        visit.either("劝返成功", "Refusedone"), timeout=SOON_MS
    )
    expect(visit.gate.page.locator("#cases .case")).to_have_count(max(before - 1, 0), timeout=SOON_MS)
    visit.gate.is_open(False)


def test_an_old_screenshot_is_no_crime_and_goes_to_a_person(visit: Visit) -> None:
    visit.gate.be("healthy")
    visit.gate.hold_up("expired")
    visit.says(Sentence.STEP_ASIDE)
    visit.gate.tells(visit.either("码已过期", "code has expired"))
    visit.gate.is_open(False)


def test_a_paper_code_passes_like_any_other(visit: Visit) -> None:
    visit.gate.be("healthy")
    visit.gate.hold_up("paper")
    visit.gate.expect_step("code", visit.either("纸质", "paper"), "good")
    visit.gate.is_open()
    visit.says(Sentence.READY)


def test_a_family_is_decided_as_one_and_passes_together(visit: Visit) -> None:
    visit.gate.tab("scenarios")
    visit.gate.page.click("[data-scenario=mother-with-two-children]")
    expect(visit.gate.page.locator("#play_name")).to_have_text(
        visit.either("母亲带两个孩子，一部手机", "A mother with two children on one phone"), timeout=SOON_MS
    )
    visit.says(Sentence.NEXT_OF_GROUP)
    visit.gate.is_open()
    visit.gate.tells("3", visit.either("开门，放 3 人", "the barrier opens for 3"))
    visit.gate.page.click("#stop_play")
    expect(visit.gate.page.locator("#holder")).to_have_attribute("data-holder", "visitors", timeout=SOON_MS)


def test_a_poster_is_recognised_and_passed_over_and_the_right_code_still_counts(visit: Visit) -> None:
    visit.gate.be("healthy")
    visit.says(Sentence.SHOW_CODE)
    visit.gate.hold_up("poster")
    visit.says(Sentence.NOT_A_HEALTH_CODE)
    visit.gate.tells(visit.either("场所码", "poster"))
    visit.gate.hold_up("green")
    visit.gate.is_open()


def test_who_stands_too_far_is_asked_to_come_closer_and_is_served(visit: Visit) -> None:
    visit.gate.be("far")
    visit.says(Sentence.COME_CLOSER)
    visit.gate.tells("52", visit.either("厘米", "cm"))
    slider = visit.gate.page.locator("#slide_distance")
    visit.gate.page.locator("#more summary").click()
    slider.fill("230")
    visit.says(Sentence.SHOW_CODE)
    visit.gate.hold_up("green")
    visit.gate.is_open()


def test_fire_opens_at_once_and_stays_open_until_a_hand_ends_it(visit: Visit) -> None:
    visit.gate.touch("fire")
    visit.says(Sentence.EMERGENCY)
    visit.gate.is_open()
    visit.gate.touch("fire_over")
    expect(visit.gate.page.locator("[data-hand=fire]")).to_be_visible(timeout=SOON_MS)
    visit.says(Sentence.EMERGENCY)
    visit.gate.settle(visit.sentence(Sentence.READY))


def test_without_a_network_people_pass_and_the_records_follow(visit: Visit) -> None:
    visit.gate.touch("network_out")
    expect(visit.gate.page.locator("[data-hand=network_in]")).to_be_visible(timeout=SOON_MS)
    visit.gate.be("healthy")
    visit.gate.hold_up("green")
    visit.gate.is_open()
    visit.gate.tab("records")
    newest = visit.gate.page.locator("#entries .entry .meta span").first
    expect(newest).to_have_class("kept", timeout=SOON_MS)
    visit.gate.touch("network_in")
    visit.gate.tab("records")
    expect(visit.gate.page.locator("#entries .kept")).to_have_count(0, timeout=2 * SOON_MS)
