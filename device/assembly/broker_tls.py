"""Prepares what proves the broker to this gate and this gate to the broker: mutual TLS 1.3 under the city's authority.

Never takes an older TLS, another authority, or a certificate under another name; the machine's own list of authorities
counts for nothing. Standard: RFC 8446.
"""

import ssl

from device.errors import SettingsError
from device.settings.sections import Mqtt


def tls_context(here: Mqtt) -> ssl.SSLContext:
    """Load the three files the settings name.

    Raises:
        SettingsError: a file that cannot be used, and which.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    named = f"mqtt.ca_file: {here.ca_file}"
    try:
        context.load_verify_locations(here.ca_file)
        named = f"mqtt.certificate_file, key_file: {here.certificate_file}, {here.key_file}"
        # a key behind a pass phrase is refused: OpenSSL would ask for it at a terminal nobody sits at
        context.load_cert_chain(here.certificate_file, here.key_file, password="")
    except OSError as error:  # what OpenSSL refuses is one, too
        raise SettingsError((f"{named} cannot be used: {error.strerror or error}",)) from error
    return context
