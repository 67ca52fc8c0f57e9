"""Searches of Europe PMC that topics keep: run each week, and what they find that is new.

`running` runs them, `actions` adds or dismisses what was found, the rest is the admin's.
"""
