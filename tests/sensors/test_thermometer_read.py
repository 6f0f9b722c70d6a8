"""`menshen thermometer read`: lines into a file, values with a plot on a terminal of any width."""

import argparse
import io
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sensor_rig import chips, person

from device.commands import thermometer
from device.commands.thermometer_plot import COLUMNS_LEAST, ROWS, plot_lines
from device.simulation.scene import Scene


class Terminal(io.StringIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def settings(tmp_path: Path) -> str:
    file = tmp_path / "device.toml"
    file.write_text('[venue]\nid = "school"\ncheckpoint = "south"\ndevice = "gate-1"\n', encoding="utf-8")
    return str(file)


def read(settings: str, *words: str, interrupted_after: float = math.inf, scene: Scene | None = None) -> int:
    parser = argparse.ArgumentParser()
    thermometer.add_arguments(parser)
    with chips(scene=scene or Scene(body=person())) as parts:

        def sleep(seconds: float) -> None:
            parts.later(seconds)
            if parts.clock.monotonic() > 100.0 + interrupted_after:
                raise KeyboardInterrupt

        return thermometer.run(parser.parse_args(["read", "--settings", settings, *words]), sleep)


def on_terminal(monkeypatch: pytest.MonkeyPatch, columns: int) -> Terminal:
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm")
    return terminal


@pytest.mark.parametrize("columns", [80, 120])
def test_a_terminal_shows_values_and_a_plot_until_it_is_interrupted(
    columns: int, settings: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = on_terminal(monkeypatch, columns)
    assert read(settings, interrupted_after=10.0) == 0
    told = terminal.getvalue()
    assert "core_celsius" in told
    assert "█" in told
    last = told.rsplit("surface, C", 1)[1]
    assert max(len(line) for line in last.splitlines()) <= columns


def test_a_file_gets_five_lines_and_no_plot(settings: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert read(settings) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    assert all("surface_celsius" in line and "█" not in line for line in lines)


def test_a_reading_that_cannot_be_corrected_leaves_a_gap_and_is_told(
    settings: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = on_terminal(monkeypatch, 80)
    assert read(settings, "--count", "2", scene=Scene(ambient_celsius=5.0)) == 1
    assert "temperature.ambient_out_of_range" in terminal.getvalue()


def test_a_rise_climbs_from_the_lowest_row_to_the_highest() -> None:
    lines = plot_lines([30.0 + 0.1 * place for place in range(50)], 80)
    assert len(lines) == ROWS
    assert lines[0].rstrip().endswith("█")
    assert lines[0].strip().startswith("34.90")
    assert lines[-1].strip().startswith("30.00")
    assert len(lines[0]) > 55
    assert lines[0].split("▕")[1][:20].strip() == ""


def test_still_readings_stay_still() -> None:
    heights = [line.count("█") for line in plot_lines([34.0, 34.02, 33.99] * 5, 80)]
    assert heights[0] == 0
    assert heights[-1] == 15


def test_nothing_to_show_is_nothing() -> None:
    assert plot_lines([], 80) == []
    assert plot_lines([math.nan, math.inf], 80) == []


@given(some.lists(some.floats(), max_size=200), some.integers(-5, 300))
def test_no_readings_whatsoever_are_too_wide(celsius: list[float], columns: int) -> None:
    held = [value for value in celsius if not math.isfinite(value) or abs(value) < 1e6]
    for line in plot_lines(held, columns):
        assert len(line) <= max(columns, COLUMNS_LEAST) + 8
