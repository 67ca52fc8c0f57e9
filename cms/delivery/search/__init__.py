"""Full-text search over the public documents: words in, ids in order of relevance out.

`fields` is what an app says of its documents, `tokens` how text becomes words, `index` the rows
that are written with each document. A query is read by `parsing`, looked up by `lexicon`, and
becomes a `planning.Plan`; `matching` is the SQL, `highlighting` the snippets, `walks` the cursors,
`api` the address. See decision 9.
"""
