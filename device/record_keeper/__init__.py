"""A small system of record: a real MQTT client that keeps what gates publish, proves it, and acknowledges it."""
