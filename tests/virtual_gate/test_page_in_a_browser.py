"""The virtual gate's page is usable by keyboard, small screen, screen reader and whoever wants less motion."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, expect
from shown_gate import SOON_MS, ShownGate, chromium, demonstration

from device.guidance.sentences import WORDS, Language, Sentence
from device.voice.prompts import file_of, spoken
from device.voice.wave_file import Sound, write_wave

pytestmark = [pytest.mark.browser, pytest.mark.broker]

CONTRAST = """() => {
  const parse = colour => { const n = colour.match(/[\\d.]+/g).map(Number); return { c: n.slice(0, 3), a: n.length > 3 ? n[3] : 1 }; };
  const light = ([r, g, b]) => [r, g, b].map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; })
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = at => { for (let e = at; e; e = e.parentElement) { const b = parse(getComputedStyle(e).backgroundColor); if (b.a === 1) return b.c; } return [255, 255, 255]; };
  const poor = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const at = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || !at.checkVisibility() || at.closest('svg, .view, .hidden, .skip, noscript')) continue;
    const style = getComputedStyle(at), [a, b] = [light(parse(style.color).c), light(ground(at))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.7 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) poor.push(`${walk.currentNode.textContent.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  return poor;
}"""  # noqa: E501 - a script of the browser's
UNNAMED = """() => [...document.querySelectorAll('button, input, a, summary, [role=tab]')]
  .filter(at => at.checkVisibility() && !(at.getAttribute('aria-label') || at.textContent.trim() || at.labels?.length))
  .map(at => at.outerHTML)"""
SMALL = """() => [...document.querySelectorAll('button, .button, summary')]
  .filter(at => at.checkVisibility()).map(at => [at.textContent.trim(), at.getBoundingClientRect()])
  .filter(([, box]) => box.width < 40 || box.height < 40).map(([text, box]) => `${text} ${box.width}, ${box.height}`)"""
TABS = ("try", "scenarios", "inspector", "records")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    voice = tmp_path_factory.mktemp("voice")
    for language in (Language.MANDARIN, Language.ENGLISH):
        (voice / language.value).mkdir()
        for sentence in spoken():
            write_wave(file_of(voice, language, sentence), Sound(rate=8000, samples=bytes(1600)))
    with demonstration("--voice", str(voice)) as told:
        yield told


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def opened(browser: Browser, address: str, language: str = "zh", **context: object) -> tuple[ShownGate, BrowserContext]:
    here = browser.new_context(permissions=["camera"], **context)  # type: ignore[arg-type]  # the browser's own options
    here.add_init_script(f"localStorage.setItem('menshen.language', '{language}')")
    return ShownGate(here.new_page(), address), here


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_every_tab_fits_is_legible_and_has_names(
    browser: Browser, address: str, width: int, language: str, theme: str
) -> None:
    gate, context = opened(
        browser,
        address,
        language,
        viewport={"width": width, "height": 800},
        color_scheme=theme,
        reduced_motion="reduce",
    )
    for tab in TABS:
        gate.tab(tab)
        gate.page.wait_for_timeout(100)
        assert gate.page.evaluate("document.documentElement.scrollWidth") <= width, tab
        assert gate.page.evaluate(CONTRAST) == [], tab
        assert gate.page.evaluate(UNNAMED) == [], tab
        assert gate.page.evaluate(SMALL) == [], tab
    assert gate.complaints == []
    context.close()


def test_chinese_comes_first_and_the_choice_of_language_is_kept(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="en-GB")
    gate = ShownGate(context.new_page(), address)
    html = gate.page.locator("html")
    expect(html).to_have_attribute("lang", "zh-CN")
    gate.page.click("[data-language=en]")
    expect(html).to_have_attribute("lang", "en")
    expect(gate.page.locator("#what")).to_contain_text("Stand at the door")
    gate.page.reload()
    expect(html).to_have_attribute("lang", "en")
    for text in gate.page.locator("[data-i18n]").all_text_contents():
        assert not re.search(r"[一-鿿]", text), text
    context.close()


def test_the_switch_of_light_and_dark_wins_over_the_system_and_is_kept(browser: Browser, address: str) -> None:
    gate, context = opened(browser, address, color_scheme="dark")
    gate.page.click("#theme")
    expect(gate.page.locator("html")).to_have_attribute("data-theme", "light")
    gate.page.reload()
    expect(gate.page.locator("html")).to_have_attribute("data-theme", "light")
    context.close()


def test_the_keyboard_alone_opens_tabs_and_steps_up(browser: Browser, address: str) -> None:
    gate, context = opened(browser, address)
    gate.page.keyboard.press("Tab")
    expect(gate.page.locator(".skip")).to_be_focused()
    gate.page.keyboard.press("Enter")
    gate.page.locator("#tab_try").focus()
    gate.page.keyboard.press("ArrowRight")
    expect(gate.page.locator("#tab_scenarios")).to_be_focused()
    expect(gate.page.locator("#pane_scenarios")).to_be_visible()
    gate.page.keyboard.press("End")
    expect(gate.page.locator("#pane_records")).to_be_visible()
    gate.page.keyboard.press("Home")
    gate.page.locator("[data-preset=healthy]").focus()
    gate.page.keyboard.press("Enter")
    expect(gate.page.locator("#holder")).to_have_attribute("data-holder", "guest", timeout=SOON_MS)
    gate.says(WORDS[Sentence.SHOW_CODE].chinese)
    gate.settle(WORDS[Sentence.READY].chinese)
    context.close()


def test_a_picture_of_a_code_is_read_and_a_file_that_is_none_is_refused_in_words(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    gate, context = opened(browser, address)
    gate.be("healthy")
    gate.says(WORDS[Sentence.SHOW_CODE].chinese)
    hostile = tmp_path / "hostile.png"
    hostile.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    gate.page.set_input_files("#upload", hostile)
    expect(gate.page.locator("#toast")).to_have_text("this is no picture that can be read: JPEG, PNG or WebP")
    gate.hold_up("poster")
    gate.says(WORDS[Sentence.NOT_A_HEALTH_CODE].chinese)
    with Image.open(io.BytesIO(gate.page.request.get(f"{address}camera.jpg").body())) as seen:
        seen.resize((1280, 720)).save(tmp_path / "seen.png")
    gate.page.evaluate(
        "fetch('/do', {method: 'POST', headers: {'X-Menshen-Page': '1'}, body: '{\"type\":\"take_away\"}'})"
    )
    gate.says(WORDS[Sentence.SHOW_CODE].chinese)
    gate.page.set_input_files("#upload", tmp_path / "seen.png")
    gate.says(WORDS[Sentence.NOT_A_HEALTH_CODE].chinese)
    gate.complaints.clear()  # the browser's own remark that a request was refused
    gate.settle(WORDS[Sentence.READY].chinese)
    context.close()


def test_the_visitors_own_camera_reaches_the_gates_and_stops_when_told(browser: Browser, address: str) -> None:
    gate, context = opened(browser, address)
    gate.tab("try")
    gate.page.click("#webcam")
    expect(gate.page.locator("#mirror")).to_be_visible()
    expect(gate.page.locator("#held")).to_have_attribute("data-ink", "picture", timeout=SOON_MS)
    gate.page.click("#webcam")
    expect(gate.page.locator("#mirror")).to_be_hidden()
    expect(gate.page.locator("#held")).to_have_attribute("data-ink", "none", timeout=SOON_MS)
    gate.settle(WORDS[Sentence.READY].chinese)
    context.close()


def test_with_less_motion_nothing_moves_by_itself_and_lamps_burn_steadily(browser: Browser, address: str) -> None:
    gate, context = opened(browser, address, reduced_motion="reduce")
    gate.be("healthy")
    gate.says(WORDS[Sentence.SHOW_CODE].chinese)
    assert gate.page.evaluate("getComputedStyle(document.getElementById('boom')).transitionDuration") == "0s"
    for _ in range(12):
        gate.page.wait_for_timeout(100)
        assert gate.page.locator("#lamp_green").get_attribute("class") == "lamp green on"
    expect(gate.page.locator("#lamp_words")).to_contain_text("绿灯 闪")
    gate.settle(WORDS[Sentence.READY].chinese)
    context.close()


def test_on_a_phone_the_gates_word_stays_in_sight_while_a_code_is_chosen(browser: Browser, address: str) -> None:
    gate, context = opened(browser, address, viewport={"width": 360, "height": 740})
    gate.be("healthy")
    gate.says(WORDS[Sentence.SHOW_CODE].chinese)
    gate.page.locator("[data-code=green]").scroll_into_view_if_needed()
    mini = gate.page.locator("#mini")
    expect(mini).to_be_visible()
    expect(mini).to_contain_text(WORDS[Sentence.SHOW_CODE].chinese)
    gate.hold_up("green")
    expect(mini).to_contain_text("闸门：开", timeout=SOON_MS)
    gate.settle(WORDS[Sentence.READY].chinese)
    context.close()


def test_who_turned_the_sound_on_hears_the_prompt_whose_caption_is_shown(browser: Browser, address: str) -> None:
    gate, context = opened(browser, address)
    asked: list[str] = []
    gate.page.on("request", lambda request: asked.append(request.url) if "/voice/" in request.url else None)
    gate.be("healthy")
    gate.says(WORDS[Sentence.SHOW_CODE].chinese)
    gate.settle(WORDS[Sentence.READY].chinese)
    assert asked == []  # silent until the visitor wants to hear it
    gate.page.click("#sound")
    gate.be("healthy")
    gate.hold_up("yellow")
    expect(gate.page.locator("body")).to_have_attribute(
        "data-spoken", re.compile(WORDS[Sentence.STEP_ASIDE].chinese), timeout=SOON_MS
    )
    assert asked
    gate.settle(WORDS[Sentence.READY].chinese)
    assert gate.complaints == []
    context.close()
