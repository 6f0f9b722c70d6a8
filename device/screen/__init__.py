"""Draws what the person at the lane sees on a screen: one scene, for a panel, a framebuffer or a page."""
