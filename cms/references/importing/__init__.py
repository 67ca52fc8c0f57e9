"""Reading references from files and texts of other programs.

One module a format, each with `recognises(start)` and `read(text)`; `formats` knows them all.
"""
