"""Draws an emulated gate in a terminal: lamps and barrier, who stands there, the newest entries, the broker's traffic.

Never changes the gate. What an emulated person's temperature truly is stands here for the one who watches; the gate is
not told.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from rich.console import Group, RenderableType
from rich.layout import Layout
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from device.simulation.broker_traffic import Message

_LAMPS: Final = (("red", "red", "■ red"), ("amber", "yellow", "▲ amber"), ("green", "green", "● green"))
"""Output, colour, and a shape and word so that nobody needs the colour."""
_OUTCOME_STYLES: Final = {"admitted": "green", "referred": "yellow", "annulled": "magenta", "abandoned": "dim"}
ENTRIES_SHOWN: Final = 14
MESSAGES_SHOWN: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who is truly before the gate."""

    distance_mm: float | None
    core_celsius: float | None
    holds_code: bool


class TerminalView:
    """A rich renderable made anew at each refresh."""

    def __init__(
        self,
        *,
        snapshot: Callable[[], Mapping[str, object]],
        standing: Callable[[], Standing],
        traffic: Callable[[], tuple[Message, ...]],
        footer: str,
    ) -> None:
        self._snapshot, self._standing, self._traffic, self._footer = snapshot, standing, traffic, footer
        self._began = time.monotonic()

    def __rich__(self) -> RenderableType:
        """Draw the present."""
        here = self._snapshot()
        layout = Layout()
        layout.split_column(
            Layout(name="top", size=12), Layout(name="middle"), Layout(name="bottom", size=MESSAGES_SHOWN + 5)
        )
        layout["top"].split_row(
            Layout(self._gate(here), name="gate"), Layout(self._people(here), name="people", ratio=1)
        )
        layout["middle"].update(_entries(here))
        layout["bottom"].update(Group(self._broker(), Text(self._footer, style="bold")))
        return layout

    def _gate(self, here: Mapping[str, object]) -> Panel:
        outputs = here["outputs"]
        lit = outputs if isinstance(outputs, Mapping) else {}
        lamps = Text("  ").join(
            Text(word, style=f"bold {colour}" if lit.get(name) else "grey37") for name, colour, word in _LAMPS
        )
        is_open = bool(lit.get("barrier"))
        barrier = Text("开 open   ══      ══", "bold green") if is_open else Text("关 closed ══════════", "white")
        lines = [
            Text(str(here["chinese"]), style="bold"),
            Text(str(here["english"])),
            Text(""),
            lamps,
            Text("♪ sound" if lit.get("buzzer") else "  quiet", style="bold" if lit.get("buzzer") else "grey37"),
            barrier,
            Text(f"state {here['state']}", style="cyan"),
        ]
        degraded = here["degraded"]
        if isinstance(degraded, list) and degraded:
            lines.append(Text("without: " + ", ".join(str(word) for word in degraded), style="yellow"))
        return Panel(Group(*lines), title="the gate 门神")

    def _people(self, here: Mapping[str, object]) -> Panel:
        standing = self._standing()
        if standing.distance_mm is None:
            who = Text("nobody stands there", style="grey50")
        else:
            truth = "" if standing.core_celsius is None else f", truly {standing.core_celsius:.1f} °C"
            who = Text(f"somebody at {standing.distance_mm / 10:.0f} cm{truth}")
        code = Text("holds up a code" if standing.holds_code else "shows no code", style="grey50")
        counts = Table.grid(padding=(0, 2))
        check_ins = here["check_ins"]
        for outcome, count in check_ins.items() if isinstance(check_ins, Mapping) else ():
            counts.add_row(Text(str(outcome), style=_OUTCOME_STYLES.get(str(outcome), "")), str(count))
        desk = Text("desk lamp calls for help", style="bold red") if here["help_called"] else Text("")
        cases = Text(f"{here['open_cases']} open cases")
        return Panel(Group(who, code, Text(""), counts, cases, desk), title="people")

    def _broker(self) -> Panel:
        table = Table.grid(padding=(0, 1), expand=True)
        table.add_column(width=8, style="grey50")
        table.add_column(ratio=2, no_wrap=True, style="cyan")
        table.add_column(ratio=5, no_wrap=True, overflow="ellipsis")
        for message in self._traffic()[:MESSAGES_SHOWN]:
            at = datetime.fromtimestamp(message.at, UTC).strftime("%H:%M:%S")
            table.add_row(at, message.topic.removeprefix("gate/1/"), message.payload[:300].decode("utf-8", "replace"))
        return Panel(table, title="what crosses the broker")


def _entries(here: Mapping[str, object]) -> Panel:
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(width=5, justify="right", style="grey50")
    table.add_column(width=12, style="grey50")
    table.add_column(width=11)
    table.add_column(width=16, style="grey50")
    table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    entries = here["entries"]
    for entry in entries[:ENTRIES_SHOWN] if isinstance(entries, list) else ():
        says = entry["says"]
        table.add_row(str(entry["seq"]), str(entry["at"])[11:23], entry["class"], entry["visit"] or "", says_line(says))
    return Panel(table, title="the journal, newest first")


def says_line(says: object) -> Text:
    """Give an entry's body in one line, what matters first."""
    if not isinstance(says, Mapping):
        return Text(str(says))
    parts = []
    for name in ("outcome", "kind", "state", "what", "cause", "name", "status"):
        if name in says:
            parts.append(str(says[name]))
    temperature, code = says.get("temperature"), says.get("code")
    if isinstance(temperature, Mapping):
        parts.append(f"{temperature.get('band')} {temperature.get('celsius', '')}".strip())
    if isinstance(code, Mapping):
        parts.append(f"{code.get('colour')} {code.get('kind')} {code.get('name')} {code.get('phone')}")
    reasons = says.get("reasons")
    if isinstance(reasons, list):
        parts.append(" ".join(str(reason) for reason in reasons))
    line = " · ".join(parts) or json.dumps(says, ensure_ascii=False)
    return Text(line, style=_OUTCOME_STYLES.get(str(says.get("outcome")), ""))
