"""Says what the gate tells people, by lamp, sound, screen and voice, and which sentence comes when; pure."""
