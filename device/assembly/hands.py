"""Builds the gate's hands and ears on the pins the settings name, the barrier's first and at rest."""

from device.assembly.hardware import Hardware
from device.gate.assembly import Gate, assemble_gate
from device.gate.pin_plan import INPUT_NAMES, OUTPUT_NAMES, PinPlan
from device.settings import Settings
from device.work import Post, Wakeable


def assemble_hands(settings: Settings, hardware: Hardware, *, post: Post, wake: Wakeable) -> Gate:
    """Claim every pin.

    Raises:
        PinFault: a line is taken or does not exist; every line is let go of again.
    """
    return assemble_gate(
        pins=hardware.pins,
        plan=pin_plan(settings),
        barrier_kind=settings.barrier.kind.value,
        clock=hardware.clock,
        post=post,
        wake=wake,
        pulse_seconds=settings.barrier.pulse_milliseconds / 1000,
    )


def pin_plan(settings: Settings) -> PinPlan:
    """Give the wiring as the gate's parts take it."""
    return PinPlan(**{name: getattr(settings.pins, name) for name in (*INPUT_NAMES, *OUTPUT_NAMES)})
