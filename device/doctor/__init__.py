"""Looks at every part a gate depends on and says how it is and what to do; it changes nothing."""
