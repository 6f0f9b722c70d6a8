"""Reads a scenario file into a `Scenario`, and names every fault in it at once.

Never reads more than 256 KiB and never plays a file with a fault in it.
"""

import tomllib
from pathlib import Path
from typing import Any, Final, TypeVar

from device.errors import FileRefused
from device.settings.nearest import did_you_mean
from device.simulation.scenario import Expectation, Header, Scenario, Step
from device.simulation.scenario_checks import check_expectations, check_people, check_settings, check_steps
from device.simulation.scenario_deeds import VERBS
from device.simulation.scenario_fields import read_table
from device.simulation.scenario_people import Person
from device.simulation.scenario_sights import SIGHTS

BYTES_MOST: Final = 256 * 1024
ROWS_MOST: Final = 1000
"""Of people, steps or expectations."""
_SECONDS_MOST: Final = 86_400.0
_TIMES_MOST: Final = 10_000
_AFTERWARDS_SECONDS: Final = 10.0

Row = TypeVar("Row")


class ScenarioRefused(FileRefused):
    """A scenario file with faults; `faults` holds one line each."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def load_scenario(path: Path) -> Scenario:
    """The scenario in a file.

    Raises:
        ScenarioRefused: the file cannot be read or has faults; all of them are in `faults`.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(BYTES_MOST + 1)
    except OSError as error:
        raise ScenarioRefused((f"cannot be read: {error.strerror or error}",)) from error
    return parse_scenario(raw)


def parse_scenario(raw: bytes) -> Scenario:
    """The scenario in the bytes of a file.

    Raises:
        ScenarioRefused: with every fault.
    """
    document = _document(raw)
    faults: list[str] = []
    rows = {name: _rows(document.pop(name, []), name, faults) for name in ("people", "at", "expect")}
    settings = document.pop("settings", {})
    header = read_table(Header, document, "the head of the file", faults)
    people = [read_table(Person, row, _place("people", index, row.get("id")), faults) for index, row in rows["people"]]
    steps = [_step(index, row, faults) for index, row in rows["at"]]
    ends = header.ends_second if header is not None else None
    if ends is None:
        ends = max((step.second for step in steps if step is not None), default=0.0) + _AFTERWARDS_SECONDS
    expectations = [_expectation(index, row, ends, faults) for index, row in rows["expect"]]
    check_settings(settings, faults)
    if all(people):
        check_people(_sound(people), faults)
        if all(steps):
            check_steps(_sound(steps), _sound(people), ends, faults)
    check_expectations(_sound(expectations), ends, faults)
    if header is None or faults:
        raise ScenarioRefused(tuple(faults))
    return Scenario(
        header=header,
        settings=settings,
        people=_sound(people),
        steps=_sound(steps),
        expectations=_sound(expectations),
        ends_second=ends,
    )


def _sound(rows: list[Row | None]) -> tuple[Row, ...]:
    return tuple(row for row in rows if row is not None)


def _document(raw: bytes) -> dict[str, Any]:
    if len(raw) > BYTES_MOST:
        raise ScenarioRefused((f"the file is larger than {BYTES_MOST // 1024} KiB",))
    try:
        return tomllib.loads(raw.decode())
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ScenarioRefused((f"line {line}: the file is not UTF-8",)) from error
    except tomllib.TOMLDecodeError as error:
        raise ScenarioRefused((f"the file is not TOML: {error}",)) from error
    except RecursionError as error:
        raise ScenarioRefused(("the file is nested too deeply",)) from error
    except ValueError as error:  # a number or a date that TOML allows and Python cannot hold
        raise ScenarioRefused((f"the file holds a value that cannot be read: {error}",)) from error


def _rows(given: object, name: str, faults: list[str]) -> list[tuple[int, dict[str, Any]]]:
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        faults.append(f"{name}: each is written as a table of its own, under [[{name}]]")
        return []
    if len(given) > ROWS_MOST:
        faults.append(f"{name}: there are {len(given)} tables, at most {ROWS_MOST} are taken")
        return []
    return list(enumerate(given, start=1))


def _step(index: int, row: dict[str, Any], faults: list[str]) -> Step | None:
    fields = dict(row)
    second, verb = fields.pop("second", None), fields.pop("do", None)
    place = _place("at", index, f"second {second}, {verb}")
    seconds = _seconds(second, place, "second", faults)
    if not isinstance(verb, str) or verb not in VERBS:
        faults.append(f"{place}: do must be one of {', '.join(VERBS)}{did_you_mean(verb, list(VERBS))}")
        return None
    deed = read_table(VERBS[verb], fields, place, faults)
    return Step(second=seconds, deed=deed) if deed is not None and seconds is not None else None


def _expectation(index: int, row: dict[str, Any], ends: float, faults: list[str]) -> Expectation | None:
    fields = dict(row)
    see, times = fields.pop("see", None), fields.pop("times", None)
    place = _place("expect", index, see)
    before_faults = len(faults)
    after = _seconds(fields.pop("after", 0.0), place, "after", faults)
    before = _seconds(fields.pop("before", ends), place, "before", faults)
    if times is not None and not (isinstance(times, int) and not isinstance(times, bool) and 0 <= times <= _TIMES_MOST):
        faults.append(f"{place}: times must be a whole number from 0 to {_TIMES_MOST}; left out: at least once")
    if not isinstance(see, str) or see not in SIGHTS:
        faults.append(f"{place}: see must be one of {', '.join(SIGHTS)}{did_you_mean(see, list(SIGHTS))}")
        return None
    sight = read_table(SIGHTS[see], fields, place, faults)
    if sight is None or after is None or before is None or len(faults) != before_faults:
        return None
    return Expectation(sight=sight, after=after, before=before, times=times)


def _seconds(given: object, place: str, name: str, faults: list[str]) -> float | None:
    if isinstance(given, int | float) and not isinstance(given, bool) and 0.0 <= given <= _SECONDS_MOST:
        return float(given)
    faults.append(f"{place}: {name} must be a number of seconds from 0 to {_SECONDS_MOST:g}")
    return None


def _place(table: str, index: int, called: object) -> str:
    return f"[[{table}]] number {index} ({str(called)[:60]})" if called is not None else f"[[{table}]] number {index}"
