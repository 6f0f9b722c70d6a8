"""Writes the core's events as JSON and reads them back, every type and every field of it.

Never accepts a text it would not have written: an unknown event, a missing or added member, a value of another type.
"""

from typing import Final

import msgspec

from device.checkpoint.events import EVENT_TYPES, Event

_TYPE_OF: Final[dict[str, type[Event]]] = {kind.__name__: kind for kind in EVENT_TYPES}


def event_name(event: Event) -> str:
    """Give the name an event is recorded under."""
    return type(event).__name__


def write_event(event: Event) -> bytes:
    """Give the JSON object of the event's members."""
    return msgspec.json.encode(event)


def read_event(name: str, text: bytes) -> Event | str:
    """Give the event; where the text is none, say why in a few words."""
    kind = _TYPE_OF.get(name)
    if kind is None:
        return f"there is no event {name[:40]!r}"
    try:
        event = msgspec.json.decode(text, type=kind)
        # Dataclasses take added and missing members silently; a recording may have neither.
        is_whole = msgspec.json.decode(text) == msgspec.json.decode(write_event(event))
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        return f"{name}: {ascii(str(error))[1:-1][:120]}"
    return event if is_whole else f"{name} has other members than it should"
