"""The gate's hands and ears: barrier, lights, buzzer, desk lamp and inputs through gpiozero."""
