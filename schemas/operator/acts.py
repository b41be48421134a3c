"""What an operator sends: how to resolve an item, a new run for a case, a batch of items under one act. Always a reason."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, TypeAdapter, model_validator

from schemas.case.answers import Result, check_papers
from schemas.case.remedies import NamedRule, Remedies
from schemas.codes import Department, Outcome
from schemas.refusing import refuse
from schemas.wire import LAZY, City, LongText, OfficeId, ReasonText, Wire

WORKLIST = "worklist"
MOST_ITEMS = 1000

# What a batch can do something about.
StuckKind = Literal["incident", "overdue", "silent"]
# Names of states and errors, as the state machine has them: Dispatch, States.Timeout.
ProgramName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.]{0,79}$")]


# Of all items with one trouble, as the groups of incidents name it.
GroupName = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]


class GrantedDecision(Wire):
    outcome: Literal[Outcome.GRANTED]
    result: Result

    @model_validator(mode="after")
    def _comes_without_files(self) -> Self:
        check_papers(self.result, set())
        return self


class RefusedDecision(Wire):
    """不予办理: `reason` is what the applicant is told; the act's own reason is for the history."""

    outcome: Literal[Outcome.REFUSED]
    reason: LongText
    legal_basis: NamedRule
    remedy: Remedies


class NotAcceptedDecision(Wire):
    """不予受理: as a refusal."""

    outcome: Literal[Outcome.NOT_ACCEPTED]
    reason: LongText
    legal_basis: NamedRule
    remedy: Remedies


Decision = Annotated[GrantedDecision | RefusedDecision | NotAcceptedDecision, Field(discriminator="outcome")]


class Retry(Wire):
    """重新分发: the same round; under a new key to an office that has had it, or has refused it. It is recorded, and
    sent by the department's own line soon after, not in this request.
    """

    action: Literal["retry"]
    reason: ReasonText


class Settle(Wire):
    """登记结果: the department's decision, known by other means."""

    action: Literal["settle"]
    reason: ReasonText
    decision: Decision


class Abandon(Wire):
    """终止办理: the item ends as withdrawn."""

    action: Literal["abandon"]
    reason: ReasonText


class Reroute(Wire):
    """改派: `office` is an office's id, or `worklist`: the department's staff of that region work on it in ours. It is
    sent there as a `retry` is.
    """

    action: Literal["reroute"]
    reason: ReasonText
    office: OfficeId


class Correct(Wire):
    """更正结果: the first operator proposes, another one sends the same decision to confirm."""

    action: Literal["override"]
    reason: ReasonText
    decision: Decision


class Told(Wire):
    """已另行告知: the applicant was told in another way of what the notices of this item did not tell."""

    action: Literal["told"]
    reason: ReasonText


class Notify(Wire):
    """重新通知: the notices of this item that failed are sent again, as if they had not been tried."""

    action: Literal["notify"]
    reason: ReasonText


OnItem = Retry | Settle | Abandon | Reroute | Correct
Resolution = Annotated[OnItem | Told | Notify, Field(discriminator="action")]

RESOLUTION: TypeAdapter[Resolution] = TypeAdapter(Resolution, config=LAZY)


class Grounds(Wire):
    """An act that needs nothing but its reason."""

    reason: ReasonText


class SetAside(Wire):
    """A case that stops the sweep: with a `reason` it is set aside (隔离); without one it is tried again."""

    reason: ReasonText | None = None


class BatchFilter(Wire):
    """Which items: those that need attention when the batch is made. Left out, a condition filters nothing."""

    attention: StuckKind
    state: ProgramName | None = None
    error: ProgramName | None = None
    department: Department | None = None
    city: City | None = None
    group: GroupName | None = None


class BatchOrder(Wire):
    """A batch is always made as a dry run; starting it is an act of its own. At most 1,000 items are frozen into it."""

    filter: BatchFilter
    action: Literal["retry", "abandon", "reroute"]
    office: OfficeId | None = None
    reason: ReasonText
    dry_run: bool = True

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not self.dry_run:
            refuse((("dry_run",), "批量处理须先试运行：请先建立试运行的批次，核对清单后再启动该批次。"))
        if self.action == "reroute" and self.office is None:
            refuse((("office",), "改派须填写办理机构编号，改由工作台办理的填“工作台”（worklist）。"))
        if self.action != "reroute" and self.office is not None:
            refuse((("office",), "只有改派才填写办理机构，请删去。"))
        return self

    def act(self) -> Retry | Abandon | Reroute:
        """What is done to each item."""
        if self.action == "retry":
            return Retry(action="retry", reason=self.reason)
        if self.action == "abandon":
            return Abandon(action="abandon", reason=self.reason)
        return Reroute(action="reroute", reason=self.reason, office=self.office or WORKLIST)
