"""The ledger in SQLite that tells what it has written, as the one on DynamoDB does: numbers of everything, and a line of what
an operator has to look at.
"""

from functions.domain.case.case import Change
from functions.ports.case_store import Opening, Submission
from functions.telemetry.metrics import tell_events
from infra.embedded.case_store.store import SqliteCaseStore
from schemas.codes import EventKind

LOUD = frozenset({EventKind.INCIDENT, EventKind.SILENT, EventKind.OVERDUE})
_QUIET = frozenset(EventKind) - LOUD


class ToldSqliteStore(SqliteCaseStore):
    """Told here and nowhere else, nothing is counted that was not written, and nothing that was written is counted twice."""

    def create(self, opening: Opening) -> Submission:
        submission = super().create(opening)
        case, items = opening.ledger.case, opening.ledger.items
        if not submission.repeated:
            tell_events(opening.events, case=case, items=items, stage="", quiet=_QUIET)
        return submission

    def commit(self, change: Change) -> Change:
        stored = super().commit(change)
        tell_events(change.events, case=change.case, items=change.items, stage="", quiet=_QUIET)
        return stored
