"""The firmware's version, in one place."""

VERSION = "0.1.0"
CONTRACT_VERSION = "1"
