"""Layers that give sines of what they take."""
