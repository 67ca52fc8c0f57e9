"""Body blocks that hold trials. One file a block."""

from .trial_list import TrialListBlock

__all__ = ["TrialListBlock"]
