"""What was acknowledged and does not stand in the ledger: there must be none of it."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from infra.load.steps import LoadAnswer

_SUBMITTED = (
    "SELECT keys.key FROM keys JOIN cases ON cases.id = keys.case_id JOIN forms ON forms.case_id = cases.id"
)
_ANSWERED = "SELECT key FROM events WHERE key LIKE 'answer/%'"


def lost(ledger: Path, taken: Iterable[LoadAnswer]) -> tuple[str, ...]:
    """The keys of submissions and webhooks that were answered with success and of which nothing is on the disk."""
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
        # A submission's key stands behind whoever sent it, a webhook's behind its department and item.
        submitted = {str(key).partition("/")[2] for (key,) in connection.execute(_SUBMITTED)}
        answered = {str(key).split("/", 3)[3] for (key,) in connection.execute(_ANSWERED)}
    there = {"submission": submitted, "webhook": answered}
    return tuple(
        one.key
        for one in taken
        if one.kind in there and one.status < 300 and one.status and one.key not in there[one.kind]
    )
