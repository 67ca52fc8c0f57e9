"""The starter content: data files, and the job that brings them into an empty library."""
