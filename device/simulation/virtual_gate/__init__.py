"""The virtual gate: a page in a browser that is the gate, with everybody and everything that can come to it."""
