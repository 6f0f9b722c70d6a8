"""Builds the station a daemon runs, on whatever hardware it is given: the one place where a process does so.

Never chooses the hardware. Beside the station's own parts stand the connection to the broker and the local control.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from device.assembly.gate_keys import GateKeys
from device.assembly.hardware import Hardware
from device.daemon.local_control import LocalControl
from device.daemon.runner import Doorbell
from device.errors import MenshenError
from device.settings import Settings
from device.station import Station, assemble
from device.witness import Witness, nobody

if TYPE_CHECKING:
    from device.daemon.daemon import Daemon
    from device.mqtt.paho_transport import PahoTransport


def daemon_station(
    settings: Settings,
    keys: GateKeys,
    hardware: Hardware,
    *,
    transport: "PahoTransport",
    daemon: "Daemon",
    witness: Witness = nobody,
) -> Station:
    """Put the gate together; `transport` is the one in `hardware`.

    Raises:
        MenshenError: a part cannot be had at all; which and why. What was opened is closed again.
    """
    station = assemble(
        settings,
        keys,
        # whoever waits inside a step for a socket is woken there too, so that the gate ends at once
        replace(hardware, workers=((transport, Doorbell(transport.wake)),)),
        new_bell=Doorbell,
        ready=daemon.ready,
        alive=daemon.alive,
        restart=daemon.stop,
        witness=witness,
    )
    try:
        control = LocalControl(
            Path(settings.journal.directory),
            state=lambda: station.core.situation.state,
            post=station.inbox.post,
        )
    except MenshenError:
        station.close()
        raise
    return station.beside(control, Doorbell(control.wake))
