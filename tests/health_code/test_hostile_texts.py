"""Damaged, forged and hostile texts by the thousand: none raises, none is believed changed, none is slow or large."""

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


def _run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(PROJECT / "bench" / program), *arguments],
        cwd=PROJECT,
        env={"PYTHONPATH": str(PROJECT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("inputs", [600, pytest.param(100_000, marks=pytest.mark.long)])
def test_no_hostile_text_does_any_harm(inputs: int) -> None:
    done = _run("fuzz_codes.py", "--inputs", str(inputs), "--seed", "7")
    assert f"{inputs:,} texts" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0, done.stdout


def test_the_costliest_texts_of_two_million_are_as_harmless_today() -> None:
    done = _run("fuzz_codes.py", "--texts", str(Path(__file__).with_name("costliest_texts.jsonl")))
    assert "none raised" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0, done.stdout


@pytest.mark.long
def test_two_other_verifiers_believe_what_the_gate_believes() -> None:
    folder = PROJECT.parent / "shared" / "vectors"
    if not folder.is_dir():
        pytest.skip(f"the public vectors are not beside the checkout: {folder}")
    done = _run("oracles.py", "--vectors", str(folder))
    assert "different: 0" in done.stdout, done.stdout + done.stderr
