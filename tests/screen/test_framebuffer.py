from pathlib import Path

import pytest
from PIL import Image

from device.screen.display import DisplayFault
from device.screen.framebuffer import Framebuffer

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


class Kernel:
    """A framebuffer as the kernel shows it: a device file and what it says about it."""

    def __init__(self, folder: Path, *, size: str = "3,2", bits: str = "32", line: str = "16") -> None:
        self.device = folder / "fb0"
        self.device.write_bytes(bytes(64))
        about = folder / "graphics" / "fb0"
        about.mkdir(parents=True)
        for name, word in (("virtual_size", size), ("bits_per_pixel", bits), ("stride", line)):
            (about / name).write_text(word + "\n")
        self.panel = Framebuffer(self.device, folder / "graphics")


def picture() -> Image.Image:
    drawn = Image.new("RGB", (3, 2))
    for place, colour in enumerate((RED, GREEN, BLUE)):
        drawn.putpixel((place, 0), colour)
    drawn.putpixel((0, 1), (255, 255, 255))
    return drawn.quantize(8)


def test_a_panel_of_32_bits_gets_blue_green_red_and_whole_lines(tmp_path: Path) -> None:
    kernel = Kernel(tmp_path)
    assert kernel.panel.size() == (3, 2)
    kernel.panel.show(picture())
    content = kernel.device.read_bytes()
    assert [content[at : at + 3] for at in (0, 4, 8)] == [b"\x00\x00\xff", b"\x00\xff\x00", b"\xff\x00\x00"]
    assert content[16:19] == b"\xff\xff\xff"


def test_a_panel_of_16_bits_gets_565(tmp_path: Path) -> None:
    kernel = Kernel(tmp_path, bits="16", line="8")
    kernel.panel.show(picture())
    content = kernel.device.read_bytes()
    words = [int.from_bytes(content[at : at + 2], "little") for at in (0, 2, 4, 8)]
    assert words == [0xF800, 0x07E0, 0x001F, 0xFFFF]


@pytest.mark.parametrize(("bits", "pixel"), [("32", b"\x56\x34\x12"), ("16", b"\xaa\x11")])
def test_every_line_of_a_tall_panel_is_written_where_it_belongs(tmp_path: Path, bits: str, pixel: bytes) -> None:
    wide, tall, line = 2, 70, 12  # more lines than are written at once, and not a multiple; each longer than its pixels
    kernel = Kernel(tmp_path, size=f"{wide},{tall}", bits=bits, line=str(line))
    drawn = Image.new("P", (wide, tall), 0)
    drawn.putpalette([0, 0, 0, 0x12, 0x34, 0x56])
    for y in range(tall):
        drawn.putpixel((y % 2, y), 1)
    kernel.panel.show(drawn)
    content, side = kernel.device.read_bytes(), int(bits) // 8
    assert len(content) == tall * line
    for y in range(tall):
        pixels = [content[at : at + len(pixel)] for at in (y * line, y * line + side)]
        assert pixels == ([bytes(len(pixel)), pixel] if y % 2 else [pixel, bytes(len(pixel))])


@pytest.mark.parametrize(
    ("size", "bits", "line"),
    [
        ("3,2", "24", "9"),
        ("3,2", "1", "1"),
        ("0,0", "32", "0"),
        ("99999,2", "32", "399996"),
        ("x", "32", "16"),
        ("3,2", "32", "4"),
    ],
)
def test_a_panel_of_an_unknown_form_is_a_fault_in_one_line(tmp_path: Path, size: str, bits: str, line: str) -> None:
    with pytest.raises(DisplayFault) as fault:
        Kernel(tmp_path, size=size, bits=bits, line=line).panel.size()
    assert "\n" not in str(fault.value)


def test_a_panel_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(DisplayFault, match="is no framebuffer"):
        Framebuffer(tmp_path / "fb7", tmp_path).size()


def test_a_picture_of_another_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DisplayFault, match="is 3 x 2 now"):
        Kernel(tmp_path).panel.show(Image.new("P", (4, 2)))


def test_a_panel_that_goes_while_it_is_written_is_a_fault(tmp_path: Path) -> None:
    kernel = Kernel(tmp_path)
    kernel.device.unlink()
    with pytest.raises(DisplayFault, match="cannot be written"):
        kernel.panel.show(picture())
