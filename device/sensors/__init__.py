"""Thermometer and distance: drivers, corrections, the steady reading, and the worker that posts events."""
