"""What the trials say together: totals with how they are computed, and phase by condition.

What no trial reports is null, never 0.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from pydantic import BaseModel, Field

from cms.content.schemas import PageLink, RichText
from cms.delivery.schemas import Schema
from trials.choices import EnrollmentType, OpenToPatients, Phase
from trials.schemas import Enrollment, Openness, TaxonomyLink

TrialId = uuid.UUID
TotalName = Literal["trials", "people", "with_results", "open_to_patients"]


class CountedTrial(BaseModel):
    """What of a trial's document is counted."""

    id: TrialId
    path: str
    phases: list[Phase]
    enrollment: Enrollment | None
    has_results: bool
    open_to_patients: Openness
    conditions: list[TaxonomyLink]
    part_of: PageLink | None


#: Takes a trial; returns its share of a total, or None where it does not report one.
Share = Callable[[CountedTrial], int | None]


class Total(Schema):
    """One number over several trials."""

    name: TotalName
    value: int | None = Field(description="Null where no trial reports it.")
    reported_in: int = Field(description="How many trials report it.")
    of: int = Field(description="How many trials there are.")
    trials: list[TrialId] = Field(description="The trials that it comes from.")
    method: str = Field(description="How it is computed, as a sentence.")


class Cell(Schema):
    """The trials of one phase about one condition."""

    phase: Phase | None = Field(description="Null for trials without a phase.")
    condition: TaxonomyLink | None = Field(description="Null for trials that name none.")
    trials: list[TrialId]
    people: int | None = Field(description="Null where none of them reports how many took part.")


class Evidence(Schema):
    """What the trials say together."""

    totals: list[Total]
    matrix: list[Cell]
    conclusion: RichText | None = Field(
        description="An editor’s, where the trials are those of one index."
    )


def _people(trial: CountedTrial) -> int | None:
    """Return how many people took part; those of a sub-study are counted with its trial."""
    enrollment = trial.enrollment
    if trial.part_of is not None or enrollment is None:
        return None
    return enrollment.count if enrollment.type == EnrollmentType.ACTUAL else None


def _openness(trial: CountedTrial) -> int | None:
    value = trial.open_to_patients.value
    return None if value == OpenToPatients.UNKNOWN else int(value == OpenToPatients.YES)


#: Name, each trial's share, and how it is computed.
TOTALS: tuple[tuple[TotalName, Share, str], ...] = (
    ("trials", lambda trial: 1, "The number of trials, sub-studies among them."),
    (
        "people",
        _people,
        (
            "The sum of the people who took part, over the trials that report it; those of a "
            "sub-study are counted with its trial."
        ),
    ),
    (
        "with_results",
        lambda trial: int(trial.has_results),
        "The number of trials with results, posted in a registry or published.",
    ),
    (
        "open_to_patients",
        _openness,
        "The number of trials that people can join now, of those where that is known.",
    ),
)


def _total(name: TotalName, share: Share, method: str, trials: Sequence[CountedTrial]) -> Total:
    shares = {trial.id: share(trial) for trial in trials}
    reported = {key: value for key, value in shares.items() if value is not None}
    return Total(
        name=name,
        value=sum(reported.values()) if reported else None,
        reported_in=len(reported),
        of=len(trials),
        trials=list(reported),
        method=method,
    )


def _matrix(trials: Iterable[CountedTrial]) -> list[Cell]:
    """Return the trials by phase and condition; one of phase 1/2 is in both."""
    cells: dict[tuple[Phase | None, uuid.UUID | None], list[CountedTrial]] = {}
    conditions: dict[uuid.UUID | None, TaxonomyLink | None] = {None: None}
    for trial in trials:
        about: list[TaxonomyLink | None] = [*trial.conditions] or [None]
        for condition in about:
            identifier = condition.id if condition else None
            conditions[identifier] = condition
            phases: list[Phase | None] = [*trial.phases]
            for phase in phases or [None]:
                cells.setdefault((phase, identifier), []).append(trial)
    found = [
        Cell(
            phase=phase,
            condition=conditions[identifier],
            trials=[trial.id for trial in inside],
            people=_sum([_people(trial) for trial in inside]),
        )
        for (phase, identifier), inside in cells.items()
    ]
    return sorted(found, key=_place)


def _place(cell: Cell) -> tuple[int, bool, str]:
    """Return where a cell stands: early phases first, then by the condition's name."""
    phases = list(Phase)
    number = phases.index(cell.phase) if cell.phase else len(phases)
    return number, cell.condition is None, cell.condition.name if cell.condition else ""


def _sum(values: Iterable[int | None]) -> int | None:
    reported = [value for value in values if value is not None]
    return sum(reported) if reported else None


def evidence_of(trials: Sequence[CountedTrial]) -> Evidence:
    """Return what some trials say together, but for an editor's conclusion."""
    return Evidence(
        totals=[_total(name, share, method, trials) for name, share, method in TOTALS],
        matrix=_matrix(trials),
        conclusion=None,
    )
