"""Looking up publications by DOI, PMID or PMCID at the services that register and index them.

`looking_up` is what callers use. One module a service says what it is asked and what its answer
means; `client` is the one way out, with its limits; `pacing` keeps to what the services ask of us.
"""
