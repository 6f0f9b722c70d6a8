"""Health codes: bytes, trust snapshot and time in; a verdict out. Pure."""
