"""Articles: topic pages and curated lists of review articles."""
