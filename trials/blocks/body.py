"""The blocks of a trial index."""

from wagtail import blocks

from cms.content.blocks import (
    CalloutBlock,
    CallToActionBlock,
    ImageBlock,
    PageCardsBlock,
    TableBlock,
    TextBlock,
)
from cms.content.blocks.base import MAX_BLOCKS
from cms.references.blocks import EvidenceBlock, QuoteBlock, ReferenceListBlock


class TrialIndexBody(blocks.StreamBlock):
    """Everything but a trial list: the page itself is one."""

    text = TextBlock()
    callout = CalloutBlock()
    evidence = EvidenceBlock()
    quote = QuoteBlock()
    image = ImageBlock()
    table = TableBlock()
    reference_list = ReferenceListBlock()
    page_cards = PageCardsBlock()
    call_to_action = CallToActionBlock()

    class Meta:
        max_num = MAX_BLOCKS
