"""The admin's pages of merging: find the other one, compare the two, confirm."""
