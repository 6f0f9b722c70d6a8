import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import gpiozero.pins.local
import pytest
from gate_bench import HandClock
from gpiozero.exc import PinUnknownPi
from lgpio_double import LgpioDouble

from device.checkpoint.events import Event, ExitPressed, FireBegan, PartFailed
from device.errors import ProgramMissing
from device.gate import pin_factory
from device.gate.assembly import Gate, assemble_gate
from device.gate.kept_outputs import kernel_keeps_outputs
from device.gate.output_pin import OutputPin
from device.gate.pin_factory import PinFactory, PinsUnavailable, open_lgpio
from device.gate.pin_plan import INPUT_NAMES, PinPlan
from device.vocabulary import MovementCause, Part

PI_4B = 0xC03114


@pytest.fixture
def lgpio(monkeypatch: pytest.MonkeyPatch) -> LgpioDouble:
    """A Raspberry Pi 4 whose lgpio is a double; gpiozero's own lgpio factory runs on it unchanged."""
    return put_in_place(LgpioDouble(), monkeypatch)


def put_in_place(double: LgpioDouble, monkeypatch: pytest.MonkeyPatch) -> LgpioDouble:
    monkeypatch.setitem(sys.modules, "lgpio", double)
    monkeypatch.delitem(sys.modules, "gpiozero.pins.lgpio", raising=False)
    monkeypatch.setattr(gpiozero.pins.local, "get_pi_revision", lambda: PI_4B)
    monkeypatch.setattr(gpiozero.pins.local.LocalPiFactory, "pins", {})
    monkeypatch.setattr(gpiozero.pins.local.LocalPiFactory, "_reservations", defaultdict(list))
    return double


def gate_on(pins: PinFactory, events: list[Event], kind: str = "hold") -> Gate:
    return assemble_gate(
        pins=pins, plan=PinPlan(), barrier_kind=kind, clock=HandClock(), post=events.append, wake=lambda: None
    )


def test_the_factory_in_use_says_what_it_is(lgpio: LgpioDouble) -> None:
    pins = open_lgpio(0)
    assert pins.name == "lgpio"
    assert "gpiochip0" in pins.description
    assert "4B" in pins.description
    assert "gpiozero 2." in pins.description
    pins.close()
    assert (1, "chip closed", 0) in lgpio.story


def test_on_lgpio_the_barriers_line_is_claimed_low_and_never_rises_by_itself(lgpio: LgpioDouble) -> None:
    gate = gate_on(open_lgpio(0), [])
    gate.worker.step(100.0)
    gate.worker.close()
    levels = [level for what, level in lgpio.of(17) if what != "input"]
    assert levels
    assert not any(levels)
    assert lgpio.of(17)[-1][0] == "input", "let go of, for the resistor to hold"


def test_on_lgpio_an_opening_is_one_write(lgpio: LgpioDouble) -> None:
    gate = gate_on(open_lgpio(0), [])
    so_far = len(lgpio.story)
    gate.barrier.open(MovementCause.CHECK_IN, 1, 100.0)
    assert lgpio.story[so_far:] == [(17, "write", 1)]


def test_on_lgpio_an_open_barriers_line_is_low_before_it_is_let_go_of(lgpio: LgpioDouble) -> None:
    gate = gate_on(open_lgpio(0), [])
    gate.barrier.open(MovementCause.CHECK_IN, 1, 100.0)
    gate.worker.close()
    story = lgpio.of(17)
    let_go = next(index for index, (what, _) in enumerate(story) if what == "input" and index > 0)
    assert story[let_go - 1] == ("write", 0), "a kernel that keeps levels would keep it high"


def test_on_lgpio_every_output_is_low_before_it_is_let_go_of(lgpio: LgpioDouble) -> None:
    lamp = OutputPin(23, open_lgpio(0))
    lamp.write(True)
    lamp.close()
    assert lgpio.of(23)[-3:-1] == [("write", 1), ("write", 0)]
    assert lgpio.of(23)[-1][0] == "input"


def test_on_lgpio_edges_come_in_unfiltered_and_every_input_is_pulled_up(lgpio: LgpioDouble) -> None:
    for name in ("fire", "door", "beam", "tamper"):
        lgpio.levels[PinPlan().pin(name)] = 0
    events: list[Event] = []
    gate = gate_on(open_lgpio(0), events)
    gate.inputs.announce()
    assert events == []
    lgpio.drive(PinPlan().exit, 0)
    lgpio.drive(PinPlan().fire, 1)
    assert events == [ExitPressed(), FireBegan()]
    assert lgpio.debounced == []
    assert all(lgpio.modes[PinPlan().pin(name)] & lgpio.SET_PULL_UP for name in INPUT_NAMES)


def test_an_error_of_lgpio_never_leaves_the_gate(lgpio: LgpioDouble) -> None:
    events: list[Event] = []
    gate = gate_on(open_lgpio(0), events)
    events.clear()
    lgpio.broken = True
    gate.barrier.open(MovementCause.CHECK_IN, 1, 100.0)
    assert events == [PartFailed(part=Part.BARRIER, detail="barrier")]
    gate.worker.close()


def test_a_chip_that_does_not_open_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    put_in_place(LgpioDouble(opens=False), monkeypatch)
    with pytest.raises(PinsUnavailable, match="can not open gpiochip"):
        open_lgpio(0)


def test_a_machine_that_is_no_raspberry_pi_is_told_so(lgpio: LgpioDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> int:
        raise PinUnknownPi("unable to locate Pi revision")

    monkeypatch.setattr(gpiozero.pins.local, "get_pi_revision", unknown)
    with pytest.raises(PinsUnavailable, match="unable to locate Pi revision"):
        open_lgpio(0)
    assert lgpio.of(17) == []


def test_a_missing_lgpio_names_the_package_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lgpio", None)
    with pytest.raises(ProgramMissing, match="python3-lgpio"):
        open_lgpio(0)


def test_an_old_gpiozero_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pin_factory, "gpiozero_version", lambda: "1.6.2")
    with pytest.raises(ProgramMissing, match=r"1\.6\.2 is too old"):
        open_lgpio(0)


def test_nothing_but_the_pin_files_brings_gpiozero_in() -> None:
    parts = ("barrier", "presenter", "lights", "buzzer", "desk", "contact", "pin_plan", "kept_outputs")
    program = "import sys\n" + "".join(f"import device.gate.{part}\n" for part in parts)
    program += "sys.exit('gpiozero' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize(("text", "kept"), [("Y\n", True), ("N\n", False), ("1", True), ("0", False)])
@pytest.mark.parametrize("module", ["pinctrl_rp1", "pinctrl_bcm2835"])
def test_the_kernels_word_on_keeping_outputs_is_read(module: str, text: str, kept: bool, tmp_path: Path) -> None:
    parameters = tmp_path / module / "parameters"
    parameters.mkdir(parents=True)
    (parameters / "persist_gpio_outputs").write_text(text)
    assert kernel_keeps_outputs(tmp_path) is kept


def test_a_kernel_that_does_not_say_is_not_guessed_at(tmp_path: Path) -> None:
    assert kernel_keeps_outputs(tmp_path) is None
