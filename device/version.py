"""The firmware's version, in one place."""

from datetime import UTC, datetime

VERSION = "0.1.0"
CONTRACT_VERSION = "1"
RELEASED = datetime(2026, 11, 1, tzinfo=UTC)
"""A moment that has certainly passed wherever this version runs; no clock before it is believed."""
