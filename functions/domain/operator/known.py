"""What a reason for waiting is found by, and what it tells (why.py)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.domain.office.circuit import Circuit
from functions.domain.operator.reason import Act, Reason
from functions.domain.operator.reasons import REASONS
from schemas.office.routes import OfficeMode


class OfficeKnown(Protocol):
    """What is asked of an office here."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def mode(self) -> OfficeMode: ...

    @property
    def telephone(self) -> str | None: ...

    @property
    def unreadable(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class SweepStopped:
    """The sweep cannot look at the case. `error`: a class name; `aside`: an operator has set it aside."""

    error: str
    since: datetime
    aside: bool


@dataclass(frozen=True, kw_only=True)
class Known:
    """All that a reason is found by. `offices`: by item, who has it or would get it; `circuits`: by office, of those in
    trouble; `running`: whether the engine runs the case's present run, None where it was not asked.
    """

    ledger: Ledger
    now: datetime
    offices: Mapping[str, OfficeKnown] = field(default_factory=dict)
    circuits: Mapping[str, Circuit] = field(default_factory=dict)
    running: bool | None = None
    setback: SweepStopped | None = None

    def office(self, item: CaseItem) -> OfficeKnown | None:
        return self.offices.get(item.code)


@dataclass(frozen=True, slots=True)
class Why:
    """`item`: None of the whole case; `behind`: the item that it waits for; `until`: when a term ends, or it is tried next.

    `error`: of ours, a class name; `said`: the office's own words.
    """

    code: str
    since: datetime
    item: str | None = None
    office: OfficeKnown | None = None
    behind: str | None = None
    until: datetime | None = None
    error: str | None = None
    said: str | None = None
    acts: tuple[Act, ...] = ()

    @property
    def reason(self) -> Reason:
        return REASONS[self.code]


@dataclass(frozen=True, slots=True)
class CaseWhy:
    """`case`: what presses most; `items`: of each that has no outcome, or has left something undone, in their order."""

    case: Why
    items: tuple[Why, ...]
