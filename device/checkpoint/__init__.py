"""The pure core: events and a time go in, actions come out; nothing here reads a clock, a file or a pin."""
