"""Measures the virtual gate's page: from the pin to twenty browsers, and what the page weighs.

    python bench/page.py [--browsers 20] [--moves 16]

Runs a whole demonstration in a process of its own. `BROWSERS - CHROMIUMS` clients read the stream as a browser does;
the others are real pages in Debian's Chromium, where a move counts once it was drawn: two frames after the page changed
it. Every clock is this machine's; the pin's second travels in the message. Goals: 150 ms, 200 kB.
"""

import argparse
import http.client
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from figure import percentile, show_figure, show_machine
from playwright.sync_api import Page, sync_playwright

from device.simulation.virtual_gate.page_routes import page_files

SHOWN_MS, WEIGHT_KB = 150.0, 200.0
CHROMIUMS = 3
CHROMIUM = "/usr/bin/chromium"
EXIT = b'{"type":"touch","what":"exit"}'
HEADERS = {"X-Menshen-Page": "1"}


class Listener:
    """Reads the stream like a browser, and takes down when it heard of each move of the barrier."""

    def __init__(self, port: int, heard: list[float]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._connection.request("GET", "/events", headers={"Host": f"127.0.0.1:{port}"})
        self._answer = self._connection.getresponse()
        self._heard = heard
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        topic, before = b"", 0.0
        try:
            for line in self._answer:
                if line.startswith(b"event: "):
                    topic = line[7:].strip()
                elif line.startswith(b"data: ") and topic == b"outputs":
                    now = time.monotonic()
                    moved = json.loads(line[6:])["barrier_moved"] or 0.0
                    if moved != before:
                        self._heard.append((now - moved) * 1000)
                    before = moved
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            return


def main() -> int:
    """Measure and print; 1 where a figure is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--browsers", type=int, default=20)
    parser.add_argument("--moves", type=int, default=16)
    given = parser.parse_args()
    show_machine()
    weight = sum(len(body) for body in page_files().values()) / 1000
    heard: list[float] = []
    drawn: list[float] = []
    with ExitStack() as stack:
        address = stack.enter_context(demonstration())
        port = int(address.rstrip("/").rsplit(":", 1)[1])
        post(port, b'{"type":"touch","what":"tidy_up"}')
        post(port, b'{"type":"leave"}')
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        pages = [browser.new_context().new_page() for _ in range(min(CHROMIUMS, given.browsers))]
        for page in pages:
            page.goto(address)
        for _ in range(given.browsers - len(pages)):
            Listener(port, heard)
        time.sleep(3)
        heard.clear()
        offset = time.time() - time.monotonic()
        for _ in range(given.moves // 2):
            drawn += one_opening(port, pages, offset)
        browser.close()
    print(f"{given.browsers} browsers, {len(pages)} of them Chromium; {given.moves} moves of the barrier")
    print(
        f"heard by a stream: median {percentile(heard, 0.5):.1f} ms, longest {max(heard):.1f} ms ({len(heard)} times)"
    )
    print(f"drawn in Chromium: median {percentile(drawn, 0.5):.1f} ms ({len(drawn)} times)")
    met = [
        show_figure("from the pin to the stream, 99 of 100", percentile(heard, 0.99), "ms", goal=SHOWN_MS),
        show_figure("from the pin to the drawn page, longest", max(drawn), "ms", goal=SHOWN_MS),
        show_figure("the whole page, uncompressed", weight, "kB", goal=WEIGHT_KB),
    ]
    return 0 if all(met) else 1


def one_opening(port: int, pages: list[Page], offset: float) -> list[float]:
    """Let the exit button open the barrier, and give for each page and move the milliseconds until it was drawn."""
    found = []
    post(port, EXIT)
    for state in ("open", "shut"):
        for page in pages:
            page.locator(f"body[data-barrier={state}]").wait_for(state="attached", timeout=30_000)
            at, moved = page.evaluate("[Number(document.body.dataset.drawnAt), Number(document.body.dataset.movedAt)]")
            found.append(at - (moved + offset) * 1000)
    return found


def post(port: int, body: bytes) -> None:
    """Ask the page's server for a deed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/do", body=body, headers={**HEADERS, "Host": f"127.0.0.1:{port}"})
    connection.getresponse().read()
    connection.close()


@contextmanager
def demonstration() -> Iterator[str]:
    """Run a demonstration; give its address."""
    command = [sys.executable, "-m", "device.cli", "demo", "--port", "0", "--plain"]
    root = Path(__file__).resolve().parents[1]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        try:
            told = re.search(r"http://[\d.:]+/", process.stdout.readline() if process.stdout else "")
            if told is None:
                raise SystemExit("the demonstration does not start")
            yield told[0]
        finally:
            process.terminate()
            process.communicate()


if __name__ == "__main__":
    sys.exit(main())
