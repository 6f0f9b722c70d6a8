"""Holds what an installer can say about a gate: a catalogue, a reader, and the faults of a file all at once."""

from device.settings.document import Settings
from device.settings.reader import load, parse

__all__ = ["Settings", "load", "parse"]
