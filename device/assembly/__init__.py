"""Builds a gate's parts from the settings, one file a part; `device.station` puts them together."""
