"""Emulated chips, pins, camera, people and broker, behind the same seams as the real ones."""
