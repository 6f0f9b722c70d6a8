"""The acts of `menshen authority`, one idea a file."""
