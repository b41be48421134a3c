"""A draft as its writer sees it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.access import Principal
from functions.domain.clock import Calendar, shanghai_date
from functions.domain.errors import FieldProblem
from functions.domain.intake.drafting import draft_warnings, needed_fields, remaining
from functions.domain.intake.form_schema import form_schema
from functions.domain.intake.prefilling import prefill_tally
from functions.domain.intake.repeating import TakenItem, shown_reference, taken_problems, taken_text
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.shapes import words
from functions.shapes.case.case import warning_view
from functions.usecases.intake.kept_drafts import Held, edition_of
from functions.usecases.intake.materials import Shelved, shelved
from functions.usecases.intake.prefill import SourceResult
from functions.usecases.intake.repeat import taken_of_draft
from schemas.catalogue.edition import Edition
from schemas.catalogue.prefill import SOURCE_NAMES, STATE_TEXTS, SourceCode
from schemas.intake.draft import Draft, FieldSource
from schemas.intake.views import (
    ConsentView,
    DraftItemView,
    DraftLineView,
    DraftView,
    FieldSourceView,
    HelperView,
    PrefillView,
    SourceFailurePageView,
    SourceFailureView,
    SourceOutcomeView,
    TakenItemView,
    TallyView,
)
from schemas.views import FieldProblemView

GO_ON = "草稿已保存，可以分次填写；请在保存期限届满前提交，逾期自动删除。"
TAKEN = "有的事项已经申请过，请先去掉这些事项再提交。"
SUBMIT = "已填写完整。请核对后提交。"


def draft_line(held: Held, edition: Edition) -> DraftLineView:
    draft = held.draft
    return DraftLineView(
        draft_id=held.id,
        items=tuple(DraftItemView(code=code, name=words.item_name(edition, code)) for code in draft.items),
        created_at=draft.created_at,
        saved_at=draft.saved_at,
        expires_at=held.expires_at,
    )


@dataclass(frozen=True, slots=True)
class TakenItems:
    """What was applied for already, as `by` may be told it."""

    items: tuple[TakenItem, ...]
    by: Principal


def shown_draft(
    held: Held, *, by: Principal, deps: Deps, beside: Shelved | None = None
) -> tuple[DraftView, int]:
    """With the version of what is beside it; `beside`: where that has been read already."""
    found, edition = beside or shelved(held, deps), edition_of(held.draft, deps)
    taken = TakenItems(taken_of_draft(held, edition, by=by, deps=deps), by)
    view = draft_view(held, edition, found.missing, taken, now=deps.clock(), calendar=deps.calendar)
    return view, found.version


def draft_view(
    held: Held,
    edition: Edition,
    missing: tuple[FieldProblem, ...],
    taken: TakenItems,
    *,
    now: datetime,
    calendar: Calendar,
) -> DraftView:
    """`missing`: materials that have to be handed in and are not here yet."""
    draft = held.draft
    needed = needed_fields(draft.items, edition)
    problems = (
        *taken_problems(draft.items, taken.items, taken.by, edition),
        *remaining(draft, edition, shanghai_date(now)),
        *missing,
    )
    left = tuple(FieldProblemView(pointer=p.pointer, detail=p.detail) for p in problems)
    return DraftView(
        draft_id=held.id,
        items=tuple(DraftItemView(code=code, name=words.item_name(edition, code)) for code in draft.items),
        edition=edition.name,
        on_behalf_of=draft.on_behalf_of,
        form=draft.form,
        form_schema=form_schema(draft.items, needed, edition),
        sources={path: _source(source) for path, source in draft.sources.items()},
        consents=tuple(_consents(draft, needed, edition)),
        helpers=tuple(HelperView(office=one.office, at=one.at, until=one.until) for one in draft.helpers),
        remaining=left,
        warnings=tuple(warning_view(one, edition) for one in draft_warnings(draft, edition, now, calendar)),
        taken=tuple(_taken(one, taken.by, edition) for one in taken.items),
        tally=_tally(draft, len(left)),
        created_at=draft.created_at,
        saved_at=draft.saved_at,
        expires_at=held.expires_at,
        next_steps=TAKEN if taken.items else GO_ON if left else SUBMIT,
    )


def _taken(one: TakenItem, by: Principal, edition: Edition) -> TakenItemView:
    return TakenItemView(
        code=one.code,
        name=words.item_name(edition, one.code),
        reference=shown_reference(one, by),
        text=taken_text(one, by, edition),
    )


def prefill_view(results: tuple[SourceResult, ...], draft: DraftView) -> PrefillView:
    sources = tuple(
        SourceOutcomeView(
            source=result.source,
            source_text=SOURCE_NAMES[result.source],
            state=result.state,
            state_text=STATE_TEXTS[result.state],
            fields=result.fields,
        )
        for result in results
    )
    return PrefillView(sources=sources, draft=draft)


def failure_page(page: Page[Record]) -> SourceFailurePageView:
    entries = tuple(
        SourceFailureView.model_validate_json(
            json.dumps({**record.body, "source_text": SOURCE_NAMES[SourceCode(record.body["source"])]})
        )
        for record in page.entries
    )
    return SourceFailurePageView(entries=entries, cursor=page.cursor, unreadable=page.unreadable)


def _source(source: FieldSource) -> FieldSourceView:
    return FieldSourceView(
        source=source.source,
        source_text=SOURCE_NAMES[source.source],
        at=source.at,
        value=source.value,
        locked=source.locked,
        corrected=source.corrected.reason if source.corrected else None,
        corrected_at=source.corrected.at if source.corrected else None,
    )


def _consents(draft: Draft, needed: frozenset[str], edition: Edition) -> Iterator[ConsentView]:
    """Only what the chosen items have a use for is asked."""
    useful = {field.consent for field in edition.prefill.fields if field.path in needed}
    given = {(consent.code, consent.version): consent.at for consent in draft.consents}
    for text in edition.prefill.consents:
        if text.code in useful:
            yield ConsentView(
                code=text.code,
                version=text.version,
                title=text.title,
                text=text.text,
                given_at=given.get((text.code, text.version)),
            )


def _tally(draft: Draft, left: int) -> TallyView:
    counted = prefill_tally(draft)
    return TallyView(typed=counted.typed, prefilled=counted.prefilled, answered=counted.answered, left=left)
