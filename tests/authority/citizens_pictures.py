"""Takes the pictures of the citizens' page for the documents: `scripts/draw-citizens-page`."""

import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page
from served_page import CHILD, MOTHER, PIN, ZHANG, Served, chromium, phone, served

from device.authority.families import Relation
from device.health_code.declaration import Declaration
from device.vocabulary import Colour

GAP = 24
WIDTH = 360


def main(folder: Path) -> None:
    with TemporaryDirectory() as place, served(Path(place)) as world, chromium() as browser:
        desk = world.desk
        zhang, child, mother = (desk.holders.id_of(person.id_number) for person in (ZHANG, CHILD, MOTHER))
        desk.families.add(zhang, child, Relation.CHILD, now=1)
        desk.families.add(zhang, mother, Relation.PARENT, now=2)
        desk.colours.change(mother, Colour.YELLOW, now=3)
        for english in (False, True):
            name = "english" if english else "chinese"
            light, dark = (_shots(world, browser, english=english, dark=is_dark) for is_dark in (False, True))
            shots = [*light, *dark[:2]]
            _beside(shots, folder / f"citizens-page-{name}.png")
            with desk.register.transaction() as register:
                register.execute("UPDATE holders SET declaration = NULL")
        page = browser.new_context(viewport={"width": 1000, "height": 620}).new_page()
        page.goto(world.kiosk)
        page.screenshot(path=folder / "kiosk.png")


def _shots(world: Served, browser: Browser, *, english: bool, dark: bool) -> list[Image.Image]:
    context = phone(browser, english=english, dark=dark)
    page = context.new_page()
    taken: list[Image.Image] = []
    page.goto(world.page + "/open")
    page.fill("[name=invitation]", world.invitation(ZHANG))
    page.fill("[name=pin]", PIN)
    page.fill("[name=pin_again]", PIN)
    page.click("button.main")
    desk = world.desk
    declaration = Declaration(at=int(page.get_attribute("#code", "data-now") or 0), celsius=36.6, symptoms=("none",))
    desk.holders.declare(desk.holders.id_of(ZHANG.id_number), declaration)
    for path in ("/code", "/code", "/family", "/declare", "/paper"):
        page.goto(world.page + path)
        if path == "/code" and taken:
            page.click(".people a:last-child")
        taken.append(_picture(page))
    context.close()
    return taken


def _picture(page: Page) -> Image.Image:
    return Image.open(BytesIO(page.screenshot())).convert("RGB").resize((WIDTH, 740), Image.Resampling.LANCZOS)


def _beside(pictures: list[Image.Image], path: Path) -> None:
    sheet = Image.new("RGB", (GAP + (WIDTH + GAP) * len(pictures), 740 + 2 * GAP), "#8a8580")
    for number, picture in enumerate(pictures):
        sheet.paste(picture, (GAP + number * (WIDTH + GAP), GAP))
    sheet.quantize(128).save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
