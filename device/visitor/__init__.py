"""Finds out who stands at the gate, and what of it may be recorded."""
