"""The project: its settings, its addresses, and what every content type shares."""
