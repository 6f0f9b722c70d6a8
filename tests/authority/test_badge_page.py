"""The printed badge: read back from its page by the gate's own scanner, and saying whose it is and when it ends."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from seen_codes import picture_of_pdf, texts_in_picture

from device.authority.badge_page import Badge, draw_badge
from device.authority.printed_sheet import CODE_MM
from device.health_code.claims import CTI_BYTES
from device.health_code.venue_codes import write_badge

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DOTS_PER_INCH, INCH_MM = 150, 25.4
FRAME_RIGHT_POINTS = 150.0 / INCH_MM * 72
LONGEST = "w" * 40


def a_badge(inspector: str) -> Badge:
    text = write_badge(
        inspector, venue_private=Ed25519PrivateKey.generate(), now=int(NOON.timestamp()), cti=b"\x07" * CTI_BYTES
    )
    return Badge(text=text, inspector=inspector, printed=NOON, expires=NOON + timedelta(hours=12))


@pytest.mark.parametrize("inspector", ["wang", LONGEST])
def test_the_gates_scanner_reads_the_printed_badge(inspector: str, tmp_path: Path) -> None:
    badge = a_badge(inspector)
    ((text, side),) = texts_in_picture(picture_of_pdf(draw_badge(badge), dots_per_inch=DOTS_PER_INCH), tmp_path)
    assert text == badge.text
    assert side / DOTS_PER_INCH * INCH_MM == pytest.approx(CODE_MM, abs=0.6)


@pytest.mark.parametrize("inspector", ["wang", LONGEST])
def test_the_badge_says_whose_it_is_and_when_it_ends_within_its_frame(inspector: str) -> None:
    document = pypdfium2.PdfDocument(draw_badge(a_badge(inspector)))
    page = document[0].get_textpage()
    said = str(page.get_text_range())
    rights = [page.get_charbox(place)[2] for place in range(page.count_chars())]
    document.close()
    for word in ("检测员证", "Inspector", inspector, "2026-11-24 00:00", "UTC+0000"):
        assert word in said
    assert max(rights) < FRAME_RIGHT_POINTS
