"""Every address at which the library answers somebody without an account, from the code's lists."""
