"""The pilot health authority: keys, trust lists and codes for a city that has no other, and for demo and tests."""
