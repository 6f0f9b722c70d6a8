"""Menshen's firmware: everything that runs on the gate."""
