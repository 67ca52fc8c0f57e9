"""Body blocks that need nothing but content. One file a block."""

from .call_to_action import CallToActionBlock
from .callout import CalloutBlock
from .image import ImageBlock
from .page_cards import PageCardsBlock
from .table import TableBlock
from .text import TextBlock

__all__ = [
    "CallToActionBlock",
    "CalloutBlock",
    "ImageBlock",
    "PageCardsBlock",
    "TableBlock",
    "TextBlock",
]
