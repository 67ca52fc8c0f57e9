"""Home: the entry page and the starter content."""
