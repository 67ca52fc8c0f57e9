"""What the test of staleness is made of: a clock, edits by chance, and answers compared."""
