"""A whole demonstration in a process of its own, and its page in Debian's Chromium."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FAKE_CAMERA = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
SOON_MS = 30_000


@contextmanager
def demonstration(*options: str) -> Iterator[str]:
    """Run `menshen demo` on a free port; give the address it tells."""
    command = [sys.executable, "-m", "device.cli", "demo", "--port", "0", "--plain", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
            assert found, "the demonstration tells no address"
            yield found[0]
        finally:
            process.terminate()
            process.communicate(timeout=20)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FAKE_CAMERA)
        yield browser
        browser.close()


class ShownGate:
    """One page that shows the gate, and what a person does and sees there."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(address)
        expect(page.locator("#caption_main")).not_to_be_empty(timeout=SOON_MS)

    def says(self, caption: str) -> None:
        """Wait until the gate's caption says so."""
        expect(self.page.locator("#caption_main")).to_have_text(caption, timeout=SOON_MS)

    def tells(self, *parts: str) -> None:
        """Wait until the story line holds every part."""
        for part in parts:
            expect(self.page.locator("#story")).to_contain_text(part, timeout=SOON_MS)

    def step(self, name: str) -> Locator:
        """One of the three steps."""
        return self.page.locator(f"[data-step={name}]")

    def expect_step(self, name: str, text: str, tone: str) -> None:
        """Wait until a step says so, in that tone."""
        expect(self.step(name)).to_contain_text(text, timeout=SOON_MS)
        expect(self.step(name)).to_have_attribute("data-tone", tone)

    def is_open(self, is_open: bool = True) -> None:
        """Wait until the barrier is drawn open, or shut."""
        expect(self.page.locator("#boom")).to_have_class("boom open" if is_open else "boom", timeout=SOON_MS)

    def be(self, preset: str) -> None:
        """Step up as somebody."""
        self.tab("try")
        self.page.click(f"[data-preset={preset}]")

    def hold_up(self, example: str) -> None:
        """Hold up an example."""
        self.tab("try")
        self.page.click(f"[data-code={example}]")

    def touch(self, hand: str) -> None:
        """Use a hand at the gate."""
        self.tab("scenarios")
        self.page.click(f"[data-hand={hand}]")

    def tab(self, name: str) -> None:
        """Open a tab."""
        self.page.click(f"#tab_{name}")

    def decide(self, order: str) -> None:
        """Send an order about the newest case."""
        self.tab("inspector")
        self.page.locator("#cases .case").first.locator(f"[data-order={order}]").click()

    def settle(self, ready: str) -> None:
        """Send everybody home and wait for a free lane."""
        self.tab("scenarios")
        self.page.click("[data-hand=tidy_up]")
        self.page.evaluate(
            "fetch('/do', {method: 'POST', headers: {'X-Menshen-Page': '1'}, body: '{\"type\":\"leave\"}'})"
        )
        self.says(ready)
        self.is_open(False)
