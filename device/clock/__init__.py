"""Holds everything that tells the gate the time and how far it can be trusted."""
