"""The blocks of an article's body."""

from trials.blocks import TrialListBlock
from trials.blocks.body import TrialIndexBody


class ArticleBody(TrialIndexBody):
    """Every block of the library."""

    trial_list = TrialListBlock()
