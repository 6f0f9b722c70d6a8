"""Holds the commands of the `menshen` program, one a file; each imports what it needs only when it runs."""
