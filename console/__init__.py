"""The console beside the gates; its own piece of work, its package exists so that the layers can be checked."""
