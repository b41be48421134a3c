"""What the guide answers (一次告知单): each item by this person's answers, the whole bundle, the next questions."""

from datetime import date
from typing import Literal

from schemas.catalogue.figures import Source, Unit
from schemas.catalogue.questions import AnswerValue, QuestionCode, QuestionKind
from schemas.codes import Department, Urgency
from schemas.guide.assessment import Verdict
from schemas.guide.rollout import Channel, Stage
from schemas.guide.views import (
    ExampleView,
    FeeCaseView,
    FigureView,
    LegalBasisView,
    MaterialView,
    TimeLimitView,
)
from schemas.wire import ItemCode, Wire

Need = Literal["yes", "no", "depends"]


class OptionView(Wire):
    value: AnswerValue
    text: str


class QuestionView(Wire):
    """`items`: those asked about that the answer decides something of. `unsure`: where to find out; None: not offered."""

    code: QuestionCode
    field: str
    kind: QuestionKind
    text: str
    hint: str | None
    options: tuple[OptionView, ...]
    unsure: str | None
    items: tuple[ItemCode, ...]


class DecidedByView(Wire):
    """What would decide it: a question of the guide, or a field of the form that is only filled in later."""

    question: QuestionCode | None
    field: str
    text: str


class PartView(Wire):
    name: str
    verdict: Verdict
    reason: str | None
    decided_by: tuple[DecidedByView, ...]


class SituationView(Wire):
    """`sure`: it is this applicant's; otherwise it would be, depending on `decided_by`."""

    text: str
    source: str
    sure: bool
    decided_by: tuple[DecidedByView, ...]


class AssessedMaterialView(MaterialView):
    """`needed`: by this applicant. `submit`: they must hand it in themselves; else `obtained` says whence it comes."""

    needed: Need
    submit: Need
    obtained: str
    condition: str | None


class AssessedLimitView(TimeLimitView):
    sure: bool
    condition: str | None


class AssessedFeeView(FeeCaseView):
    sure: bool


class TermView(FigureView):
    """A term that runs against the applicant. `until`: its last day, where a date given starts it.

    `sure`: it is for this applicant. `provisional`: the holidays of that year are not published yet. `late_text`: what to do,
    once it has passed.
    """

    unit: Unit
    start: str
    rule: str
    until: date | None
    provisional: bool
    alert_on: date | None
    urgency: Urgency | None
    sure: bool
    late_text: str | None = None


class ChannelView(Wire):
    """Whether it can be applied for there. `way`: how it is done today where it cannot, or only in some counties."""

    channel: Channel
    channel_text: str
    stage: Stage
    stage_text: str
    open: Need
    way: str | None


class AssessedItemView(Wire):
    """`office`, `channels`: where and how to apply, once the place is known.

    `reason`: why it does not apply, and what to do instead; then no more is told of it. `after`: the items that it waits
    for, among those asked about.
    """

    code: ItemCode
    number: int
    name: str
    department: Department
    department_text: str
    office: str | None
    channels: tuple[ChannelView, ...]
    verdict: Verdict
    verdict_text: str
    reason: str | None
    decided_by: tuple[DecidedByView, ...]
    parts: tuple[PartView, ...]
    conditions: str
    situations: tuple[SituationView, ...]
    after: tuple[ItemCode, ...]
    materials: tuple[AssessedMaterialView, ...]
    time_limits: tuple[AssessedLimitView, ...]
    visits: FigureView | None
    fee_text: str | None
    fee_cases: tuple[AssessedFeeView, ...]
    terms: tuple[TermView, ...]
    document: str | None
    delivery: str | None
    document_source: str | None
    next_steps: str | None
    legal_basis: tuple[LegalBasisView, ...]
    examples: tuple[ExampleView, ...]
    notes: tuple[str, ...]


class UncountedView(Wire):
    item: ItemCode
    reason: str


class BundleView(Wire):
    """The items that apply or may yet. `critical_path`: the longest chain of items that wait for each other.

    Working days are a floor: `uncounted` have no official limit in working days and come on top. `uploads`: materials
    to hand in, each once; `uploads_open`: those that depend; `waived`: those that come from elsewhere.
    """

    items: tuple[ItemCode, ...]
    sure: bool
    critical_path: tuple[ItemCode, ...]
    working_days: int
    sum_working_days: int
    uncounted: tuple[UncountedView, ...]
    uploads: int
    uploads_open: int
    waived: int
    text: str


class AssessmentView(Wire):
    """`as_of`: the day that the terms were looked at. `next_questions`: in order; empty once nothing more would change."""

    edition: str
    as_of: date
    items: tuple[AssessedItemView, ...]
    bundle: BundleView
    next_questions: tuple[QuestionView, ...]
    sources: dict[str, Source]
    notice: str
