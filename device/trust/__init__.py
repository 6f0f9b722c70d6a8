"""Keeps, off and on the disk, what the gate believes of keys, withdrawn codes and changed colours."""
