"""Body blocks that hold references. One file a block."""

from .evidence import EvidenceBlock
from .quote import QuoteBlock
from .reference_list import ReferenceListBlock

__all__ = ["EvidenceBlock", "QuoteBlock", "ReferenceListBlock"]
