"""Looks whether the broker answers at its address, and with TLS whether both sides accept each other.

Never speaks MQTT: a second client of this gate's name would push the running gate off the broker.
"""

import socket
import ssl

from device.assembly.broker_tls import tls_context
from device.doctor.finding import Finding, Health
from device.errors import SettingsError
from device.settings.sections import Mqtt


def look_at_broker(mqtt: Mqtt, *, limit_seconds: float = 5.0) -> Finding:
    """One connection, closed at once."""
    where = f"{mqtt.host}:{mqtt.port}"
    try:
        context = tls_context(mqtt) if mqtt.tls else None
    except SettingsError as error:
        return Finding(part="broker", health=Health.WRONG, state=str(error), remedy="enrol this gate anew")
    try:
        with socket.create_connection((mqtt.host, mqtt.port), timeout=limit_seconds) as connection:
            if context is None:
                return Finding(part="broker", health=Health.OK, state=f"{where} answers, without TLS")
            with context.wrap_socket(connection, server_hostname=mqtt.host) as secured:
                return Finding(part="broker", health=Health.OK, state=f"{where} answers, {secured.version()}")
    except ssl.SSLError as error:
        return Finding(
            part="broker",
            health=Health.WRONG,
            state=f"{where} answers, but not with this certificate: {error.reason or error}",
            remedy="look at mqtt.ca_file and at this gate's clock",
        )
    except OSError as error:
        return Finding(
            part="broker",
            health=Health.WRONG,
            state=f"{where} does not answer: {error.strerror or error}",
            remedy="the gate works on and keeps its records; look at network, mqtt.host and mqtt.port",
        )
