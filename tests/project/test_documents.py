"""What a newcomer is told is so: every page is found, every command is there, and nothing lies about at the top."""

import re
from pathlib import Path

import pytest
from test_project_words import LINK, ROOT, project_files

from device.cli import COMMANDS

TOP = frozenset(
    {".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md", "README.zh-CN.md"}
    | {"bench", "console", "device", "docs", "scripts", "systemd", "tests", "pyproject.toml", "setup.cfg"}
)
"""Everything that lies at the top; what belongs in a folder does not come here."""
PROGRAM = re.compile(r"(?<![\w./-])((?:bench|scripts)/[\w-]+(?:\.py|\.bash)?|-m bench\.\w+)(?![\w/])([^`|\n]*)")
COMMAND = re.compile(r"(?:`|^(?:sudo )?|/)menshen ([a-z][a-z-]+)", re.MULTILINE)
OPTION = re.compile(r"(?<=\s)(--[a-z][a-z-]+)")
NAVIGATION = re.compile(r"\]\(([^)#:]*)#([^)]+)\)")


def documents() -> list[Path]:
    return project_files("*.md", ":!CHANGELOG.md", ":!tests")


def test_nothing_lies_at_the_top_that_is_not_known_to_belong_there() -> None:
    assert {file.relative_to(ROOT).parts[0] for file in project_files()} == TOP


@pytest.mark.parametrize("beginning", ["README.md", "README.zh-CN.md"])
def test_every_page_of_the_documents_is_reached_from_the_beginning(beginning: str) -> None:
    reached, waiting = set[Path](), [ROOT / beginning]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        found = LINK.findall(page.read_text(encoding="utf-8")) if page.suffix == ".md" else []
        for target in found:
            aimed = (page.parent / target).resolve()
            waiting += [aimed] if aimed.is_file() else aimed.glob("*.md")
    missed = {str(page.relative_to(ROOT)) for page in documents() if page not in reached}
    assert missed == set()


def test_every_program_named_in_the_documents_is_there_and_knows_its_options() -> None:
    wrong, seen = [], 0
    for page in documents():
        for program, words in PROGRAM.findall(page.read_text(encoding="utf-8")):
            name = f"bench/{program.removeprefix('-m bench.')}.py" if program.startswith("-m") else program
            file = ROOT / name
            seen += 1
            if not file.is_file():
                wrong.append(f"{page.name}: {name} is not there")
                continue
            known = file.read_text(encoding="utf-8")
            wrong += [f"{page.name}: {name} {option}" for option in OPTION.findall(words) if option not in known]
    assert wrong == []
    assert seen > 30


def test_every_command_named_in_the_documents_is_one_of_the_gate_s() -> None:
    named = {name for page in documents() for name in COMMAND.findall(page.read_text(encoding="utf-8"))}
    assert named <= set(COMMANDS)
    assert len(named) > 10


def test_every_link_to_a_heading_leads_to_one() -> None:
    missing = []
    for page in documents():
        for target, anchor in NAVIGATION.findall(page.read_text(encoding="utf-8")):
            aimed = page.parent / target if target else page
            headings = re.findall(r"^#+ (.+)$", aimed.read_text(encoding="utf-8"), re.MULTILINE)
            if anchor not in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}:
                missing.append(f"{page.name}: {target}#{anchor}")
    assert missing == []
