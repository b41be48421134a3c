"""What may be owed for a case, a class per kind of repair: `repairs.plan` finds it, `usecases/upkeep/repair.py` does it."""

from dataclasses import dataclass

from functions.domain.case.consequences import Block, Resume
from functions.domain.case.item import CaseItem


@dataclass(frozen=True, slots=True)
class SettleDraft:
    """The case was submitted from a draft that is still there."""

    draft: str


@dataclass(frozen=True, slots=True)
class StartRun:
    """The present run was never started, or the engine forgot it."""

    run: int


@dataclass(frozen=True, slots=True)
class NextRun:
    """The present run ended although the case is open: go on from the ledger in a new one."""

    run: int


@dataclass(frozen=True, slots=True)
class HandOver:
    """The present run nears the engine's limits, or waits for nobody: go on in a new one while it still runs."""

    run: int


@dataclass(frozen=True, slots=True)
class StopRun:
    """The run before the present one was never stopped: nothing listens to it any more."""

    run: int


@dataclass(frozen=True, slots=True)
class SendRound:
    """A round is owed and nobody is sending it."""

    item: CaseItem


@dataclass(frozen=True, slots=True)
class Recompute:
    """A date was counted over days that the calendar did not know, and knows now."""

    item: CaseItem


@dataclass(frozen=True, slots=True)
class DeemAccepted:
    """The office let five working days pass without a notice: it counts as accepted (视为受理)."""

    item: CaseItem


@dataclass(frozen=True, slots=True)
class MarkSilent:
    """The office has said nothing for too long: operators must see it before the limit passes."""

    item: CaseItem


@dataclass(frozen=True, slots=True)
class SendReminder:
    """The office of an overdue item was to be reminded (催办), and was not."""

    item: CaseItem


@dataclass(frozen=True, slots=True)
class SendWithdrawal:
    """The applicant asked to withdraw, and the office has not been told."""

    item: CaseItem


@dataclass(frozen=True, slots=True)
class MarkUnvisited:
    """The office has not called back about a bad rating in time: operators must see it."""

    item: CaseItem


@dataclass(frozen=True, slots=True)
class SendFiles:
    """Files came after the dispatch, and the office has not been told of them all."""

    item: CaseItem


@dataclass(frozen=True, slots=True)
class Escalate:
    """A bound has passed that no timer told of: the run was lost, or its timer was set before the bound was."""

    item: CaseItem


@dataclass(frozen=True, slots=True)
class RemindDeferred:
    """A deferred material (容缺) is due soon: the applicant is owed a word."""

    item: str
    code: str


@dataclass(frozen=True, slots=True)
class RemindAppointment:
    """The applicant comes on the next working day: they are owed a word."""

    item: CaseItem


@dataclass(frozen=True, slots=True)
class FreeAppointment:
    """A time is booked that nobody need come at any more: somebody else can have it."""

    item: CaseItem


Repair = (
    SettleDraft
    | StartRun
    | NextRun
    | HandOver
    | StopRun
    | Recompute
    | DeemAccepted
    | Escalate
    | MarkSilent
    | MarkUnvisited
    | SendReminder
    | SendWithdrawal
    | SendFiles
    | RemindDeferred
    | RemindAppointment
    | FreeAppointment
    | Block
    | Resume
    | SendRound
)
