"""What is claimed about speed, measured. Not part of the test run."""
