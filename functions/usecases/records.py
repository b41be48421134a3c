"""Reading and changing one small document beside the cases, as `ledger.py` does with an item."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from functions.ports.case_store import CaseStore, Record
from functions.usecases.contention import until_written
from functions.usecases.walks import every

Body = Mapping[str, Any]
PAGE = 500
SWEEP = "sweep"


def change_record(
    store: CaseStore,
    kind: str,
    key: str,
    rule: Callable[[Body | None], Body],
    *,
    sealed: bool = False,
    expires_at: datetime | None = None,
) -> Body:
    """Write what `rule` makes of the document as it is now (None: there is none), again if beaten. `sealed`: a new one is.

    `expires_at`: how long it lives from this write on; otherwise as long as before.
    Raises StaleWrite after too many losses, and whatever `rule` raises.
    """

    def attempt() -> Body:
        found = store.record(kind, key)
        body = rule(found.body if found else None)
        if found and body == found.body:
            return body
        present = found or Record(kind, key, body, sealed=sealed)
        store.put(replace(present, body=body, expires_at=expires_at or present.expires_at))
        return body

    return until_written(attempt)


def every_record(store: CaseStore, kind: str) -> Iterator[Record]:
    """All of a kind, in the order of their keys, page by page."""
    return every(lambda cursor: store.records(kind, limit=PAGE, cursor=cursor))
