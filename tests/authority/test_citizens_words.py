"""The page says everything in both languages, and has a word for whatever can be declared or shown."""

import re
from pathlib import Path

import pytest

from device.authority.families import Relation
from device.authority.page import answers
from device.authority.page.sentences import SENTENCES
from device.health_code.declaration import OTHER, Exposure, Symptom
from device.vocabulary import Colour

HAN = re.compile(r"[\u4e00-\u9fff]")
TEMPLATES = Path(answers.__file__).parent / "templates"


@pytest.mark.parametrize("name", sorted(set(SENTENCES) - {"other_language"}))
def test_every_sentence_is_chinese_first_and_english_second(name: str) -> None:
    chinese, english = SENTENCES[name]
    assert HAN.search(chinese)
    assert english
    assert not HAN.search(english)
    assert not re.search(r"[\u4e00-\u9fff][,;:?!()]|[()][\u4e00-\u9fff]", chinese), "Chinese has its own punctuation"
    assert re.findall(r"{\w+}", chinese) == re.findall(r"{\w+}", english)


def test_there_is_a_word_for_all_that_can_be_said() -> None:
    needed = {f"symptom_{word}" for word in (*Symptom, OTHER)} | {f"exposure_{word}" for word in (*Exposure, OTHER)}
    needed |= {f"relation_{word}" for word in Relation}
    needed |= {f"{what}_{word}" for what in ("colour", "means") for word in (Colour.GREEN, Colour.YELLOW, Colour.RED)}
    assert needed <= set(SENTENCES)


def test_the_templates_use_only_words_that_exist_and_all_are_used() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.html"))
    used = set(re.findall(r"\bt\.(\w+)", pages))
    assert used <= set(SENTENCES)
    code = "".join(path.read_text(encoding="utf-8") for path in Path(answers.__file__).parent.glob("*.py"))
    spoken = used | set(re.findall(r'"(\w+)"', code.replace("SENTENCES", "")))
    assert {name for name in SENTENCES if name not in spoken and not name.startswith(("symptom_", "exposure_"))} <= {
        name for name in SENTENCES if name.startswith(("relation_", "colour_", "means_"))
    }
