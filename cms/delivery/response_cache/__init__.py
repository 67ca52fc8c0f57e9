"""The response cache: a WSGI callable before Django that serves whole anonymous answers.

Nothing is purged and nothing is stale: an entry holds the content version that was read before its
rendering and the keys that it was made from, and each request asks whether they were touched since.
A version is a number with a nonce, so that a database that was put back is noticed.

| module | what it settles |
|---|---|
| `cache` | what happens to a request |
| `addresses` | which requests are answered from memory, and which of them are the same |
| `asking` | how Django is asked |
| `storing` | which answers are kept |
| `entries` | a kept answer in each form in which it is sent |
| `conditions`, `encodings` | If-None-Match; Accept-Encoding |
| `memory` | where entries are, and which one goes first |
| `versions` | the content version on SQLite and PostgreSQL |
| `statistics` | how often each thing happens |
| `configuration` | all of it put together, as the settings say |
"""
