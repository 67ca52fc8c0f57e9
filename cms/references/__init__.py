"""References: the library of publications, their formatting, and citations in text."""
