"""The broker's side: topics, messages, orders (importable without paho) and the link and outbox that use it."""
