import logging
import math
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from device.checkpoint.events import Event, PartFailed, PartRecovered
from device.errors import ProgramMissing
from device.guidance.patterns import PATTERNS
from device.guidance.sentences import Language
from device.guidance.telling import Telling
from device.screen.display import DisplayFault
from device.screen.inks import Ground
from device.screen.layout import Panel, scene
from device.screen.marks import Words
from device.screen.painter import FONTS, Painter
from device.screen.qr_rows import check_in_address, qr_rows
from device.screen.worker import RETRY_SECONDS, ScreenWorker
from device.vocabulary import Part, Signal

pytestmark = pytest.mark.skipif(not FONTS[0].is_file(), reason="needs Debian's fonts-noto-cjk")
PAGE = "https://check-in.example.org/"


class Glass:
    """A panel that keeps its pictures, and can fail."""

    def __init__(self) -> None:
        self.pictures: list[Image.Image] = []
        self.fails = False
        self.is_closed = False
        self.dimensions = (320, 240)

    def size(self) -> tuple[int, int]:
        if self.fails:
            raise DisplayFault("the cable is out")
        return self.dimensions

    def show(self, picture: Image.Image) -> None:
        self.pictures.append(picture)

    def close(self) -> None:
        self.is_closed = True


def screen(
    glass: Glass, *, pause: float = 0.0, rows: tuple[str, ...] = (), posted: list[Event] | None = None
) -> ScreenWorker:
    return ScreenWorker(
        display=glass,
        ground=Ground.DARK,
        first=Language.MANDARIN,
        pause_seconds=pause,
        check_in_rows=lambda: rows,
        post=([] if posted is None else posted).append,
        wake=lambda: None,
    )


def telling(signal: Signal) -> Telling:
    return Telling(signal=signal, sentence=PATTERNS[signal].sentence)


def test_what_is_told_is_drawn_once() -> None:
    glass = Glass()
    worker = screen(glass)
    worker.tell(telling(Signal.PASS), 0.0)
    assert worker.step(0.0) == math.inf
    worker.tell(telling(Signal.PASS), 1.0)
    assert worker.step(1.0) == math.inf
    assert [picture.size for picture in glass.pictures] == [(320, 240)]


def test_only_the_newest_is_drawn_where_the_panel_is_slow() -> None:
    glass = Glass()
    worker = screen(glass, pause=2.0)
    worker.tell(telling(Signal.READY), 0.0)
    worker.step(0.0)
    worker.tell(telling(Signal.HOLD_STILL), 0.1)
    assert worker.step(0.1) == 2.0
    worker.tell(telling(Signal.PASS), 0.5)
    worker.step(2.0)
    assert len(glass.pictures) == 2
    pass_alone = Painter(Ground.DARK).paint(scene(telling(Signal.PASS), Panel(width=320, height=240)))
    assert ImageChops.difference(glass.pictures[1], pass_alone).getbbox() is None


def test_a_panel_that_fails_is_told_once_and_drawn_when_it_is_back(caplog: pytest.LogCaptureFixture) -> None:
    glass = Glass()
    glass.fails = True
    posted: list[Event] = []
    worker = screen(glass, posted=posted)
    worker.tell(telling(Signal.PASS), 0.0)
    with caplog.at_level(logging.WARNING):
        assert worker.step(0.0) == RETRY_SECONDS
        assert worker.step(RETRY_SECONDS) == RETRY_SECONDS * 2
    assert [record.getMessage() for record in caplog.records] == ["the gate has no screen: the cable is out"]
    glass.fails = False
    assert worker.step(RETRY_SECONDS * 2) == math.inf
    assert len(glass.pictures) == 1
    assert posted == [PartFailed(part=Part.SCREEN, detail="panel"), PartRecovered(part=Part.SCREEN)]


def test_a_panel_that_was_changed_is_drawn_in_its_new_size() -> None:
    glass = Glass()
    worker = screen(glass)
    worker.tell(telling(Signal.READY), 0.0)
    worker.step(0.0)
    glass.dimensions = (480, 800)
    worker.tell(telling(Signal.PASS), 1.0)
    worker.step(1.0)
    assert glass.pictures[-1].size == (480, 800)


def test_the_end_leaves_a_dark_panel() -> None:
    glass = Glass()
    worker = screen(glass)
    worker.tell(telling(Signal.PASS), 0.0)
    worker.step(0.0)
    worker.close()
    assert glass.is_closed
    assert len(glass.pictures[-1].getcolors() or ()) == 1


def test_the_check_in_code_on_the_panel_can_be_read() -> None:
    import zxingcpp  # noqa: PLC0415 - the reader on the other side

    glass = Glass()
    glass.dimensions = (800, 480)
    address = check_in_address(PAGE, "xinyi-no1-school", "south-gate")
    worker = screen(glass, rows=qr_rows(address))
    worker.tell(telling(Signal.READY), 0.0)
    worker.step(0.0)
    assert [code.text for code in zxingcpp.read_barcodes(glass.pictures[0])] == [address]
    assert address == "https://check-in.example.org/?v=xinyi-no1-school&c=south-gate"


@pytest.mark.parametrize("signal", [signal for signal in Signal if signal is not Signal.DARK])
@pytest.mark.parametrize(("width", "height"), [(800, 480), (250, 122), (480, 800)])
def test_no_painted_text_is_wider_than_its_place(signal: Signal, width: int, height: int) -> None:
    painter = Painter(Ground.LIGHT)
    drawn = scene(telling(signal), Panel(width=width, height=height))
    for mark in drawn.marks:
        if isinstance(mark, Words):
            face = painter._face(mark.bold, round(mark.size))
            assert face.getlength(mark.text) <= mark.width_most * 1.08  # what is over is made smaller
    assert painter.paint(drawn).size == (width, height)


def test_without_the_font_it_is_said_which_package_brings_it(tmp_path: Path) -> None:
    with pytest.raises(ProgramMissing, match="fonts-noto-cjk"):
        Painter(Ground.DARK, (tmp_path / "a.ttc", tmp_path / "b.ttc"))
