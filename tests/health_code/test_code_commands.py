"""The commands of codes and keys, as a person types them."""

import argparse
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from device.health_code.phc1 import PREFIX

PERSON = ["--name", "张三丰", "--phone", "13812345678", "--id-number", "440983199001011234"]


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str


Menshen = Callable[..., Said]


@pytest.fixture
def menshen(capsys: pytest.CaptureFixture[str]) -> Menshen:
    def call(name: str, *words: object) -> Said:
        command = import_module(f"device.commands.{name}")
        assert command.SUMMARY
        parser = argparse.ArgumentParser(prog=f"menshen {name}")
        command.add_arguments(parser)
        try:
            status = command.run(parser.parse_args([str(word) for word in words]))
        except SystemExit as end:
            assert isinstance(end.code, int)
            status = end.code
        said = capsys.readouterr()
        return Said(status, said.out, said.err)

    return call


@pytest.fixture
def authority(menshen: Menshen, tmp_path: Path) -> Path:
    assert menshen("authority", "init", tmp_path / "authority").status == 0
    return tmp_path / "authority"


def _json_lines(said: Said) -> list[dict[str, object]]:
    return [json.loads(line) for line in said.out.splitlines()]


def test_a_code_that_the_authority_issued_is_verified(menshen: Menshen, authority: Path) -> None:
    issued = menshen("authority", "code", authority, *PERSON, "--declared", "36.5", "--division", "440983")
    assert issued.status == 0
    text = issued.out.removesuffix("\n")
    assert text.startswith(PREFIX)
    said = menshen("verify", "--json", "--trust", authority / "trust.cose", text)
    assert said.status == 0
    (verdict,) = _json_lines(said)
    assert list(verdict) == ["format", "colour", "assurance", "kind", "name", "phone", "issued", "expires", "reasons"]
    assert (verdict["format"], verdict["colour"], verdict["kind"]) == ("phc1", "green", "live")
    assert (verdict["name"], verdict["phone"], verdict["reasons"]) == ("张*丰", "138****5678", [])
    assert (verdict["assurance"], str(verdict["issued"])[-1]) == ("signed_offline", "Z")
    plain = menshen("verify", "--trust", authority / "trust.cose", text)
    assert plain.out.startswith("green  live  signed_offline  张*丰  138****5678  until ")


@pytest.mark.parametrize(("kind", "colour"), [("paper", "red"), ("family", "yellow")])
def test_a_red_code_that_holds_is_a_yes(menshen: Menshen, authority: Path, kind: str, colour: str) -> None:
    words = ["--kind", kind, "--colour", colour, "--guardian", "44", "--symptom", "cold_like", "--exposure", "contact"]
    text = menshen("authority", "code", authority, *PERSON, *words).out.strip("\n")
    said = menshen("verify", "--json", "--trust", authority / "trust.cose", text)
    assert said.status == 0
    assert [(line["kind"], line["colour"]) for line in _json_lines(said)] == [(kind, colour)]


def test_lines_are_read_from_standard_input_and_one_bad_one_is_a_no(
    menshen: Menshen, authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = menshen("authority", "code", authority, *PERSON).out.strip("\n")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{text}\r\n\nhttps://example.org\nPHC1:ABC\n"))
    said = menshen("verify", "--json", "--trust", authority / "trust.cose", "-")
    assert said.status == 1
    good, web, malformed = _json_lines(said)
    assert good["colour"] == "green"
    assert (web["format"], web["looks_like"], web["reasons"]) == (None, "web_address", ["code.unknown"])
    assert (malformed["colour"], malformed["reasons"]) == ("invalid", ["code.malformed"])
    plain = menshen("verify", "--trust", authority / "trust.cose", "hello")
    assert (plain.status, plain.out) == (1, "unknown  not a health code  looks like other\n")


@pytest.mark.parametrize("moment", ["2020-01-01", "2020-01-01T08:00:00+08:00", "1577836800"])
def test_a_code_is_judged_at_the_moment_named(menshen: Menshen, authority: Path, moment: str) -> None:
    (authority / "trust.json").write_text(_trust_json(authority))
    text = menshen("authority", "code", authority, *PERSON).out.strip("\n")
    said = menshen("verify", "--json", "--trust", authority / "trust.json", "--at", moment, text)
    assert said.status == 1
    assert _json_lines(said)[0]["reasons"] == ["code.not_yet_valid"]


def _trust_json(authority: Path) -> str:
    from device.health_code.keys import key_id_of  # noqa: PLC0415 - beside its only use
    from device.key_files import read_signing_public  # noqa: PLC0415

    key = read_signing_public(authority / "issuing.pem")
    spki = (authority / "issuing.pem").read_text()
    return json.dumps({"keys": [{"kid": key_id_of(key).hex(), "alg": "EdDSA", "spki": spki, "issuer": "x"}]})


def test_the_roots_beside_a_list_must_have_signed_it(menshen: Menshen, authority: Path, tmp_path: Path) -> None:
    assert menshen("authority", "init", tmp_path / "other").status == 0
    foreign = (tmp_path / "other" / "trust.cose").read_bytes()
    (authority / "trust.cose").write_bytes(foreign)
    said = menshen("verify", "--trust", authority / "trust.cose", "x")
    assert (said.status, said.out) == (2, "")
    assert "signature_bad" in said.err
    root = tmp_path / "other" / "root-2.pem"
    assert menshen("verify", "--trust", authority / "trust.cose", "--root", root, "x").status == 2
    root = tmp_path / "other" / "root-1.pem"
    assert menshen("verify", "--trust", authority / "trust.cose", "--root", root, "x").status == 1


def test_the_trust_list_is_signed_anew_under_the_next_number(menshen: Menshen, authority: Path) -> None:
    said = menshen("authority", "trust", authority)
    assert (said.status, said.out) == (0, "")
    assert "trust list 2" in said.err


def test_a_picture_holds_the_text(menshen: Menshen, authority: Path, tmp_path: Path) -> None:
    picture = tmp_path / "code.png"
    text = menshen("authority", "code", authority, *PERSON, "--png", picture).out.strip("\n")
    with Image.open(picture) as image:
        (read,) = zxingcpp.read_barcodes(image.convert("L"))
    assert read.text == text


def test_a_badge_is_the_venues_and_names_its_inspector(menshen: Menshen, authority: Path, tmp_path: Path) -> None:
    assert menshen("fleet", "keys", tmp_path / "fleet").status == 0
    picture = tmp_path / "badge.png"
    page = tmp_path / "badge.pdf"
    badge = menshen("badge", "--keys", tmp_path / "fleet", "--inspector", "wang", "--png", picture, "--pdf", page)
    assert badge.status == 0
    assert page.read_bytes().startswith(b"%PDF")
    assert picture.read_bytes().startswith(b"\x89PNG")
    text = badge.out.strip("\n")
    trust = authority / "trust.cose"
    known = menshen("verify", "--json", "--trust", trust, "--venue-key", tmp_path / "fleet" / "venue.pem", text)
    assert (known.status, _json_lines(known)[0]["kind"]) == (0, "badge")
    unknown = menshen("verify", "--json", "--trust", trust, text)
    assert (unknown.status, _json_lines(unknown)[0]["reasons"]) == (1, ["code.key_unknown"])


def test_what_cannot_be_done_is_said_in_one_line(menshen: Menshen, authority: Path, tmp_path: Path) -> None:
    wrong = [
        (2, menshen("authority", "init", authority)),
        (78, menshen("authority", "code", tmp_path / "nowhere", *PERSON)),
        (78, menshen("authority", "trust", tmp_path / "nowhere")),
        (2, menshen("authority", "code", authority, *PERSON, "--division", "99999999")),
        (2, menshen("authority", "code", authority, *PERSON, "--lifetime", "0")),
        (2, menshen("authority", "code", authority, *PERSON, "--png", tmp_path / "nowhere" / "code.png")),
        (2, menshen("verify", "--trust", tmp_path / "nowhere", "x")),
        (2, menshen("fleet", "keys", authority)),
        (2, menshen("badge", "--keys", authority, "--inspector", "Wang!")),
        (78, menshen("badge", "--keys", tmp_path / "nowhere", "--inspector", "wang")),
    ]
    for status, said in wrong:
        assert (said.status, said.out) == (status, "")
        assert len(said.err.splitlines()) == 1
        assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "words",
    [
        ("verify", "x"),
        ("verify", "--trust", "f", "--at", "tomorrow", "x"),
        ("authority",),
        ("authority", "code", "d", "--colour", "blue"),
        ("fleet",),
        ("badge",),
    ],
)
def test_wrong_usage_is_two(menshen: Menshen, words: tuple[str, ...]) -> None:
    said = menshen(*words)
    assert (said.status, said.out) == (2, "")


def test_no_command_prints_a_key(menshen: Menshen, authority: Path, tmp_path: Path) -> None:
    said = [
        menshen("fleet", "keys", tmp_path / "fleet"),
        menshen("authority", "trust", authority),
        menshen("badge", "--keys", tmp_path / "fleet", "--inspector", "wang"),
    ]
    for words in said:
        assert "PRIVATE" not in words.out + words.err
