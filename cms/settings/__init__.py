"""Settings: `base` is what is always true; `dev`, `test` and `production` say what differs."""
