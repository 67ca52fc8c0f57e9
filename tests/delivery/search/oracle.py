"""What is found, worked out in Python from the index's rows: the statements must say the same."""

from collections import defaultdict

from cms.delivery.models import SearchPosting
from cms.delivery.search.matching import FEW, MANY_UNITS, UNIT_BONUS
from cms.delivery.search.planning import Alternative, Plan, Unit


class Oracle:
    """Every posting, in memory."""

    def __init__(self) -> None:
        self.weights: dict[str, dict[int, int]] = defaultdict(dict)
        for row in SearchPosting.objects.all():
            assert row.document_id not in self.weights[row.term], "a term twice in a document"
            self.weights[row.term][row.document_id] = row.weight

    def way(self, way: Alternative, document: int) -> int | None:
        """Return how much a way counts for a document, None where it does not hold."""
        scores = []
        for slot in way:
            found = [self.weights[t][document] for t in slot.terms if document in self.weights[t]]
            if not found:
                return None
            scores.append(max(found) * slot.rate)
        return sum(scores)

    def unit(self, unit: Unit) -> dict[int, int]:
        """Return how much a unit counts, by document."""
        terms = {term for way in unit for slot in way for term in slot.terms}
        found: dict[int, int] = {}
        for document in {document for term in terms for document in self.weights[term]}:
            scores = (self.way(way, document) for way in unit)
            score = next((score for score in scores if score is not None), None)
            if score is not None:
                found[document] = score
        return found

    def hits(self, plan: Plan) -> list[tuple[int, int]]:
        """Return what is found, with its score, the best first."""
        units = [self.unit(unit) for unit in plan.units]
        documents = set().union(*units) if units else set()
        have = {document: sum(document in unit for unit in units) for document in documents}
        every = [document for document in documents if have[document] == len(units)]
        if len(every) < FEW and len(units) >= MANY_UNITS:
            needed = len(units) - len(units) // MANY_UNITS
            scores = {
                document: sum(unit.get(document, 0) for unit in units) + UNIT_BONUS * have[document]
                for document in documents
                if have[document] >= needed
            }
        else:
            scores = {document: sum(unit[document] for unit in units) for document in every}
        return sorted(scores.items(), key=lambda hit: (-hit[1], hit[0]))
