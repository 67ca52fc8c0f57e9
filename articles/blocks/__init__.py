"""The blocks of articles."""
