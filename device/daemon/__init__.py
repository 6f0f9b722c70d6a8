"""Runs a gate as a process of the machine: threads, signals, systemd, the way out."""
