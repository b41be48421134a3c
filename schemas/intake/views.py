"""What is told of a draft."""

from typing import Any

from schemas.case.views import WarningView
from schemas.catalogue.prefill import SourceCode, SourceState
from schemas.intake.draft import OnBehalfOf
from schemas.views import FieldProblemView
from schemas.wire import Instant, ItemCode, Wire


class DraftItemView(Wire):
    code: ItemCode
    name: str


class TakenItemView(Wire):
    """A chosen item that its person has already: with it the draft cannot be submitted. `reference`: null for a clerk where
    the case is of another region."""

    code: ItemCode
    name: str
    reference: str | None
    text: str


class FieldSourceView(Wire):
    """`value`: as the source gave it. `corrected`: why it is wrong for this application, says who fills in the form."""

    source: SourceCode
    source_text: str
    at: Instant
    value: Any
    locked: bool
    corrected: str | None
    corrected_at: Instant | None


class ConsentView(Wire):
    """One kind of sensitive information that the chosen items' sources hold. `given_at` None: not asked for it."""

    code: str
    version: str
    title: str
    text: str
    given_at: Instant | None


class TallyView(Wire):
    """Of the fields filled in: typed by hand, taken from sources, taken from the guide's answers. `left`: findings."""

    typed: int
    prefilled: int
    answered: int
    left: int


class HelperView(Wire):
    """A clerk who may continue this draft, because its writer let them."""

    office: str
    at: Instant
    until: Instant


class SourceOutcomeView(Wire):
    source: SourceCode
    source_text: str
    state: SourceState
    state_text: str
    fields: int


class DraftView(Wire):
    """`form_schema`: the form of these items as JSON Schema 2020-12.

    `remaining`: all that still keeps it from being submitted, fields (`/person/phone`), materials that have to be handed in
    (`/materials/{item}/{material}`) and items that their person has already (`/items/0`, as `taken` says more closely, as it
    was when the draft was read); empty: it can be. `expires_at` moves with each save.

    `warnings`: the applicant's own terms that the dates filled in begin; whoever is late submits all the same.
    """

    draft_id: str
    items: tuple[DraftItemView, ...]
    edition: str
    on_behalf_of: OnBehalfOf | None
    form: dict[str, dict[str, Any]]
    form_schema: dict[str, Any]
    sources: dict[str, FieldSourceView]
    consents: tuple[ConsentView, ...]
    helpers: tuple[HelperView, ...]
    remaining: tuple[FieldProblemView, ...]
    warnings: tuple[WarningView, ...] = ()
    taken: tuple[TakenItemView, ...] = ()
    tally: TallyView
    created_at: Instant
    saved_at: Instant
    expires_at: Instant
    next_steps: str


class DraftLineView(Wire):
    """A draft in a list: whose form it is stands in the draft itself."""

    draft_id: str
    items: tuple[DraftItemView, ...]
    created_at: Instant
    saved_at: Instant
    expires_at: Instant


class DraftPageView(Wire):
    """In no order of time; a short page may have a cursor all the same. `unreadable`: ids of what is damaged, which is not
    lost."""

    entries: tuple[DraftLineView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()


class PrefillView(Wire):
    """What came of each source, and the draft as it is now."""

    sources: tuple[SourceOutcomeView, ...]
    draft: DraftView


class SourceFailureView(Wire):
    """Of one source on one day (UTC). `count`: at least so many questions went unanswered; `error`: the last reason."""

    source: SourceCode
    source_text: str
    day: str
    count: int
    first_at: Instant
    last_at: Instant
    error: str


class SourceFailurePageView(Wire):
    """`unreadable`: what is damaged."""

    entries: tuple[SourceFailureView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()
