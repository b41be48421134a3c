"""The guide (办事指南): an edition as a citizen reads it. Our own bounds of supervision (`watch_days`) stay inside."""

from schemas.catalogue.figures import LimitKind, MaterialSource, Rule, Source, Unit
from schemas.catalogue.item import ItemKind, Level
from schemas.codes import Department
from schemas.wire import ItemCode, Wire


class FigureView(Wire):
    """`text` always says it: the value with its unit, or 待核定. `source` is a key of the guide's `sources`."""

    confirmed: bool
    value: int | None
    text: str
    source: str | None
    note: str | None


class TimeLimitView(FigureView):
    unit: Unit
    kind: LimitKind
    kind_text: str
    when: tuple[Rule, ...]


class FeeCaseView(FigureView):
    situation: str


class DeadlineView(FigureView):
    """A term that runs against the applicant, counted from `start`."""

    unit: Unit
    start: str
    rule: str


class FeeView(Wire):
    text: str
    cases: tuple[FeeCaseView, ...]


class MaterialView(Wire):
    """Only what comes from `upload` is asked of the applicant; one that may be brought later (容缺) says within what time."""

    code: ItemCode
    name: str
    source: MaterialSource
    source_text: str
    item: ItemCode | None
    required: bool
    when: tuple[Rule, ...]
    basis: str | None
    waived_by: str | None
    note: str | None
    deferrable_working_days: int | None


class LegalBasisView(Wire):
    instrument: str
    number: str | None
    articles: tuple[str, ...]
    effective: str | None
    note: str | None
    source: str


class ExampleView(Wire):
    """What one place publishes; not the province's figure."""

    place: str
    text: str
    source: str


class GuideItemView(Wire):
    code: ItemCode
    number: int
    name: str
    department: Department
    department_text: str
    kind: ItemKind
    kind_text: str
    kind_confirmed: bool
    level: Level
    level_text: str
    after: tuple[ItemCode, ...]
    conditions: str
    applies_when: tuple[Rule, ...]
    fields: tuple[str, ...]
    materials: tuple[MaterialView, ...]
    time_limits: tuple[TimeLimitView, ...]
    visits: FigureView
    fee: FeeView
    deadlines: tuple[DeadlineView, ...]
    correction_working_days: int
    correction_rounds: int
    document: str
    delivery: str
    document_source: str | None
    next_steps: str
    legal_basis: tuple[LegalBasisView, ...]
    examples: tuple[ExampleView, ...]
    notes: tuple[str, ...]


class GuideView(Wire):
    edition: str
    service_check: GuideItemView
    items: tuple[GuideItemView, ...]
    sources: dict[str, Source]
