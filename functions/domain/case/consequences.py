"""What follows from a case's ledger alone, at once: items to block, tasks to resume. The sweep's plan: `repairs.py`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.case import Ledger
from functions.domain.case.item import FAILED, CaseItem
from functions.domain.case.transitions import decided
from functions.domain.case.waits import Completion, block_owed, completion
from schemas.codes import Outcome


@dataclass(frozen=True, slots=True)
class Block:
    """A prerequisite ended badly: the item's outcome is blocked."""

    item: CaseItem
    because: str


@dataclass(frozen=True, slots=True)
class Resume:
    """A task waits for what has happened already."""

    item: CaseItem
    completion: Completion


def is_news(one: object) -> bool:
    """The engine was told when it was recorded, and is told once more by the mark that was written with it."""
    return isinstance(one, Resume) and one.item.news_at is not None


def owed(ledger: Ledger, now: datetime) -> tuple[Block | Resume, ...]:
    """What follows from the ledger alone: items to block, in order of prerequisites, then tasks to resume."""
    blocks = tuple(_blocks(ledger, now))
    for block in blocks:
        ledger = ledger.with_item(decided(block.item, Outcome.BLOCKED, now))
    return (*blocks, *_resumes(ledger, now))


def _blocks(ledger: Ledger, now: datetime) -> Iterator[Block]:
    """Each block may block the next, so start over on the ledger as it will be."""
    if not any(item.outcome in FAILED for item in ledger.items):
        return
    for item in ledger.held:
        because = block_owed(ledger, item)
        if because:
            yield Block(item, because.code)
            yield from _blocks(ledger.with_item(decided(item, Outcome.BLOCKED, now)), now)
            return


def _resumes(ledger: Ledger, now: datetime) -> Iterator[Resume]:
    for item in ledger.items:
        end = completion(ledger, item, now)
        if end:
            yield Resume(item, end)
