"""The durable record: entries, hash chain, encrypted bodies, retention, and the event recorder."""
