"""Speaks to the person at the lane: one prompt at a time, made beforehand, never louder than the hour allows."""
