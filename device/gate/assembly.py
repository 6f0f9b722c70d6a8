"""Builds the gate's hands and ears from plain arguments, on whatever pins it is given.

Never reads settings and starts nothing: the caller steps the worker, and calls `inputs.announce` once events are read.
"""

from msgspec import Struct

from device.clock.protocol import Clock
from device.gate.barrier import Barrier
from device.gate.buzzer import Buzzer
from device.gate.desk import Desk
from device.gate.inputs import Inputs
from device.gate.lights import Lights
from device.gate.output_pin import output
from device.gate.outputs import Output
from device.gate.pin_factory import PinFactory
from device.gate.pin_fault import PinFault, PinHealth
from device.gate.pin_plan import OUTPUT_NAMES, PinPlan
from device.gate.presenter import Presenter
from device.gate.worker import GateWorker
from device.work import Post, Wakeable


class Gate(Struct, frozen=True, kw_only=True):
    """The parts the daemon talks to."""

    barrier: Barrier
    presenter: Presenter
    inputs: Inputs
    worker: GateWorker


def assemble_gate(
    *,
    pins: PinFactory,
    plan: PinPlan,
    barrier_kind: str,
    clock: Clock,
    post: Post,
    wake: Wakeable,
    pulse_seconds: float = 0.5,
    pause_seconds: float = 0.4,
    beam_suppresses_closing: bool = True,
) -> Gate:
    """Claim every pin of the plan, the barrier's first and at rest.

    Raises:
        PinFault: a line is taken or does not exist; every line is let go of again.
    """
    health = PinHealth(post)
    outputs: dict[str, Output] = {}
    try:
        for name in OUTPUT_NAMES:
            outputs[name] = output(plan.pin(name), pins)
        inputs = Inputs(pins=pins, plan=plan, clock=clock, post=post, wake=wake, health=health)
    except PinFault:
        for each in outputs.values():
            each.close()
        raise
    barrier = Barrier(
        outputs["barrier"],
        kind=barrier_kind,
        health=health,
        wake=wake,
        pulse_seconds=pulse_seconds,
        pause_seconds=pause_seconds,
        beam_is_blocked=inputs.beam_is_blocked if beam_suppresses_closing else lambda: False,
    )
    presenter = Presenter(
        lights=Lights(red=outputs["red"], amber=outputs["amber"], green=outputs["green"]),
        buzzer=Buzzer(outputs["buzzer"]),
        desk=Desk(lamp=outputs["desk_lamp"], buzzer=outputs["desk_buzzer"]),
        health=health,
        wake=wake,
    )
    worker = GateWorker(barrier=barrier, presenter=presenter, inputs=inputs, pins=pins)
    return Gate(barrier=barrier, presenter=presenter, inputs=inputs, worker=worker)
