"""The ledger on DynamoDB that tells what it has written: a line of the log and a metric for every event of the history.

Told here and nowhere else, nothing is counted that was not written, and nothing that was written is counted twice.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from functions.adapters.case_store.store import DynamoCaseStore
from functions.adapters.case_store.writes import Backoff
from functions.adapters.sealing import Seal
from functions.domain.case.case import Change
from functions.ports.case_store import Opening, Submission
from functions.ports.deps import AtOnce, in_turn
from functions.telemetry.metrics import tell_events

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class ToldCaseStore(DynamoCaseStore):
    def __init__(
        self,
        client: "DynamoDBClient",
        table: str,
        *,
        seal: Seal,
        backoff: Backoff,
        clock: Callable[[], datetime],
        stage: str,
        at_once: AtOnce = in_turn,
    ) -> None:
        super().__init__(client, table, seal=seal, backoff=backoff, clock=clock, at_once=at_once)
        self._stage = stage

    def create(self, opening: Opening) -> Submission:
        submission = super().create(opening)
        case, items = opening.ledger.case, opening.ledger.items
        if not submission.repeated:
            tell_events(opening.events, case=case, items=items, stage=self._stage)
        return submission

    def commit(self, change: Change) -> Change:
        stored = super().commit(change)
        tell_events(change.events, case=change.case, items=change.items, stage=self._stage)
        return stored
