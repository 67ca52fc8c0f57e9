"""Objects for tests, one module an app. Pages are built below real parents and really published."""
