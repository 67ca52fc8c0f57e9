"""English words that say nothing by themselves: Lucene's list, and what questions are made of.

Written in capitals they are names (`WHO`, `IT`), and count: see `tokens`.
"""

STOP_WORDS = frozenset(
    """
    a an and are as at be but by for if in into is it no not of on or such that the their then there
    these they this to was will with
    about am any been being can could did do does from had has have he her his how i its may me
    might my our she should so than them those us we were what when where which who whom whose why
    would you your
    """.split()  # noqa: SIM905 - a list to read
)
