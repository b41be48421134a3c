"""Fills a draft from shared data (公共数据自动调用): only what its items need, only with the consents that were given.

Whom the sources are asked about is never what an applicant typed: it is who signed in, as the identity platform verified
it. At the window it is the person whose name and number the clerk has before them, and each look is kept; in a citizen's own
draft, which that citizen reads, it is that citizen as they were verified, or nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.access import Person, Principal, verified
from functions.domain.errors import FieldProblem
from functions.domain.intake.checking import proving
from functions.domain.intake.drafting import needed_fields
from functions.domain.intake.prefilled import Value, with_values
from functions.domain.intake.prefilling import (
    is_of,
    names_who_signed_in,
    only,
    verified_values,
    wanted,
    with_answers,
    without,
)
from functions.domain.intake.refusals import InvalidDraft, UnknownConsent
from functions.domain.refusals import Forbidden
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases import limits
from functions.usecases.intake.kept_drafts import Held, change_draft, draft_of, edition_of
from functions.usecases.intake.sources import ask
from functions.usecases.intake.window import keep_act, keyed_person
from functions.usecases.record_kinds.intake import SOURCE_FAILURES
from schemas.catalogue.edition import Edition
from schemas.catalogue.prefill import NOT_ASKED, Consent, ConsentOrder, PrefillField, SourceCode, SourceState
from schemas.codes import Role
from schemas.intake.draft import Draft, SourceAnswered

_OF_NOBODY_VERIFIED = (
    "这份草稿的填写人没有经实名登录核验，不能在其中调用公共数据。请核对申请人的证件后由窗口新建草稿办理，"
    "或者请填写人实名登录后重新生成授权码；也可以直接填写，提交时再核验。"
)


@dataclass(frozen=True, slots=True)
class SourceResult:
    """What came of one source, and how many fields it filled."""

    source: SourceCode
    state: SourceState
    fields: int = 0


@dataclass(frozen=True, slots=True)
class SourceTold:
    """What a source gave last, and when. `state` None: it may be asked, and was not yet."""

    source: SourceCode
    state: SourceState | None
    fields: int = 0
    at: datetime | None = None


def sources_told(draft: Draft, edition: Edition, deps: Deps) -> tuple[SourceTold, ...]:
    """Every source that has something for the chosen items, as the draft noted it."""
    needed = needed_fields(draft.items, edition)
    fields = tuple(wanted(edition.prefill, draft, needed))
    noted = {answer.source: answer for answer in draft.answered}
    open_now = {field.source for field in fields}
    connected = deps.shared_data is not None
    return tuple(
        SourceTold(
            one.source,
            one.state if one.source in noted or not (connected and one.source in open_now) else None,
            one.fields,
            noted[one.source].at if one.source in noted else None,
        )
        for one in _results(edition, needed, fields, draft.answered, connected=connected)
    )


def prefill(draft_id: str, *, by: Principal, deps: Deps) -> tuple[Held, tuple[SourceResult, ...]]:
    """Returns the draft as it was written, and what came of each source that has something for its items. Asking again brings
    newer values. Raises DraftNotFound, IdentityUnverified, IdentityUnreadable, InvalidDraft (a clerk's, without the
    person's name and number), Forbidden (a citizen's whom nobody has verified, by a clerk), DraftChanged, TooOften."""
    limits.count("prefill", by, deps)
    held = draft_of(draft_id, by=by, deps=deps)
    edition = edition_of(held.draft, deps)
    needed = needed_fields(held.draft.items, edition)
    person = _person(held.draft, by)
    if by.role is Role.CLERK:
        # The draft may be another's by the next moment, or gone.
        keep_act("prefill", by, deps, draft=held.id, person=keyed_person(person.id_number, deps))
    fields = tuple(wanted(edition.prefill, held.draft, needed))
    # What only shows a material fills no field.
    shown = proving(held.draft.items, edition) - {field.path for field in fields}
    asked = (*fields, *(field for field in edition.prefill.fields if field.path in shown))
    answers = ask(person, asked, f"{held.id}/{held.version}", deps)
    values = (*verified_values(by), *(value for answer in answers for value in _values(answer, fields)))

    def filled(draft: Draft) -> Draft:
        if by.role is Role.CLERK and not is_of(draft, person):
            # Somebody else's by now: what was told of one person is never put into another's form.
            return draft
        return only(with_answers(with_values(draft, values, deps.clock()), answers))

    written = change_draft(held, filled, by=by, deps=deps)
    return written, tuple(_results(edition, needed, fields, answers, connected=deps.shared_data is not None))


def consent(draft_id: str, code: str, order: ConsentOrder, *, by: Principal, deps: Deps) -> Held:
    """Given, with its time and the version of its text; or withdrawn, with everything that came by it (PIPL Arts 15, 29).

    Raises DraftNotFound, UnknownConsent (also a text that has changed since), DraftChanged, TooOften.
    """
    limits.count("draft", by, deps)

    def decided(draft: Draft) -> Draft:
        edition = edition_of(draft, deps)
        text = edition.prefill.consent(code)
        if text is None or text.version != order.version:
            raise UnknownConsent
        others = tuple(given for given in draft.consents if given.code != code)
        if order.given:
            given = Consent(code=code, version=order.version, at=deps.clock())
            return draft.model_copy(update={"consents": (*others, given)})
        fields = [field for field in edition.prefill.fields if field.consent == code]
        return without(draft.model_copy(update={"consents": others}), fields)

    return change_draft(draft_of(draft_id, by=by, deps=deps), decided, by=by, deps=deps)


def _person(draft: Draft, by: Principal) -> Person:
    if by.role is Role.APPLICANT:
        return verified(by)
    if draft.office is None and not names_who_signed_in(draft):
        raise Forbidden(_OF_NOBODY_VERIFIED)
    typed = draft.form.get("person", {})
    missing = [name for name in ("name", "id_number") if name not in typed]
    if missing:
        where = (FieldProblem(f"/sections/person/{name}", "请先填写，再调用公共数据。") for name in missing)
        raise InvalidDraft(problems=tuple(where))
    return Person(name=typed["name"], id_number=typed["id_number"])


def _values(answer: SourceAnswered, fields: tuple[PrefillField, ...]) -> Iterator[Value]:
    for field in fields:
        if field.source is answer.source and field.attribute in answer.values:
            yield Value(field.path, field.source, answer.values[field.attribute], field.locked)


def _results(
    edition: Edition,
    needed: frozenset[str],
    asked: tuple[PrefillField, ...],
    answers: tuple[SourceAnswered, ...],
    *,
    connected: bool,
) -> Iterator[SourceResult]:
    """Every source that has something for the chosen items, in the order of their codes."""
    useful = {field.source for field in edition.prefill.fields if field.path in needed}
    told = {answer.source: answer for answer in answers}
    for source in (code for code in SourceCode if code in useful and code not in NOT_ASKED):
        answer = told.get(source)
        if answer is None:
            closed = connected and not any(field.source is source for field in asked)
            yield SourceResult(source, SourceState.NEEDS_CONSENT if closed else SourceState.NOT_CONNECTED)
        elif answer.failed:
            yield SourceResult(source, SourceState.FAILED)
        else:
            count = sum(1 for _ in _values(answer, asked))
            yield SourceResult(source, SourceState.FILLED if count else SourceState.NOTHING, count)


def source_failures(*, limit: int, cursor: str | None, deps: Deps) -> Page[Record]:
    """What was counted of sources that did not answer, by day and source. Raises BadCursor."""
    return deps.store.records(SOURCE_FAILURES, limit=limit, cursor=cursor)
