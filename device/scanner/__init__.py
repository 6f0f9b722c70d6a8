"""Camera frames in, code texts out: cameras, decoders, the repeat filter, and the worker that posts events."""
