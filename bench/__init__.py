"""Labelled synthetic SOPs, degradations, accuracy and speed measurements (not part of the wheel)."""
