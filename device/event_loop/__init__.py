"""Feeds the core one event at a time and knows when somebody is stuck."""
