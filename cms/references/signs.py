"""What one part of two records says of whether they are of one publication."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sign:
    """What one part of two records says.

    Args:
        points: for or against.
        agrees: what is the same, as it goes on after `Same`.
        differs: what is not, as a clause.
    """

    points: int
    agrees: str = ""
    differs: str = ""


SILENT = Sign(0)
