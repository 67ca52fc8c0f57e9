"""Imports in the admin: a file is read into rows, an editor chooses, the worker writes.

All of it can be stopped anywhere and goes on: what was read is read again and found to be there,
what was written is found in the library.
"""
