"""Steps everything of the gate that takes time: pulses, lights, sounds, contacts that settle.

Never decides and never opens the barrier: the deciding thread does that itself, at once, and wakes this worker for
what follows.
"""

from typing import Final

from device.gate.barrier import Barrier
from device.gate.inputs import Inputs
from device.gate.pin_factory import PinFactory
from device.gate.presenter import Presenter

LIMIT_SECONDS: Final = 2.0
"""A step writes a few pins; a gate chip that takes two seconds has hung."""


class GateWorker:
    """The worker of barrier, presenter and inputs."""

    def __init__(self, *, barrier: Barrier, presenter: Presenter, inputs: Inputs, pins: PinFactory) -> None:
        self._barrier = barrier
        self._presenter = presenter
        self._inputs = inputs
        self._pins = pins

    @property
    def name(self) -> str:
        """Name of its thread."""
        return "gate"

    @property
    def limit_seconds(self) -> float:
        """The longest a step may take."""
        return LIMIT_SECONDS

    def step(self, now: float) -> float:
        """Do what is due, the barrier first."""
        barrier_due = self._barrier.step(now)
        presenter_due = self._presenter.step(now)
        return min(barrier_due, presenter_due, self._inputs.step(now))

    def rest(self) -> None:
        """Bring every output to its safe state, the barrier first; may be called at any time, does not raise."""
        self._barrier.rest()
        self._presenter.rest()

    def close(self) -> None:
        """Rest, then let go of every pin and of the chip."""
        self._barrier.release()
        self._presenter.release()
        self._inputs.close()
        self._pins.close()
