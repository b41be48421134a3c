"""Drafts (草稿): begun for chosen items, saved in parts, kept 60 days from the last save, sealed at rest.

Everybody reads one through `draft_of` and writes it through `rewrite`: nobody overwrites what they did not read.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from functions.domain.case.access import Principal, may_see_draft
from functions.domain.case.refusals import CaseNotFound
from functions.domain.catalogue.plan import check_items
from functions.domain.conflicts import DraftChanged, DraftSubmitted, KeyReused
from functions.domain.errors import FieldProblem, StaleWrite, StoreError
from functions.domain.guide.answers import TOWN_FIELD, given
from functions.domain.intake.drafting import NOT_NEEDED, merged_form, needed_fields, pruned, unneeded
from functions.domain.intake.prefilled import Value, saved_over, with_values
from functions.domain.intake.prefilling import of_another, only
from functions.domain.intake.refusals import DraftNotFound, InvalidDraft
from functions.domain.refusals import Forbidden
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases import limits
from functions.usecases.contention import until_written
from functions.usecases.guide.places import edition_at
from functions.usecases.intake import draft_places
from functions.usecases.own_lists import forget_own, note_own, own
from functions.usecases.record_kinds import end_of
from functions.usecases.record_kinds.intake import DRAFT, OWN_DRAFTS
from functions.usecases.records import new_record
from schemas.catalogue.edition import Edition
from schemas.catalogue.prefill import SourceCode
from schemas.catalogue.questions import UNSURE
from schemas.codes import Role
from schemas.form.partial import parsed
from schemas.intake.draft import Draft, DraftPatch, DraftRequest, DraftSave
from schemas.plain_text import STORED
from schemas.problems import pointer, problems

# Longer than any request lives, on either platform.
SUBMITTED_WITHIN = timedelta(minutes=5)
BEING_SUBMITTED = "这份草稿正在提交，请稍候再查看结果；如果没有提交成功，五分钟后可以继续修改。"


@dataclass(frozen=True, slots=True)
class Held:
    """A draft as it was read: whoever writes it writes over this version."""

    id: str
    draft: Draft
    version: int
    expires_at: datetime


def open_draft(request: DraftRequest, *, by: Principal, key: str, deps: Deps) -> Held:
    """The same key with the same request gives the same draft, as it is by now. Raises UnknownItem,
    InvalidAnswers, Forbidden, KeyReused, DraftSubmitted, TooManyDrafts, TooOften."""
    limits.count("draft", by, deps)
    _check_mandate(request, by)
    edition = deps.editions(deps.current_edition)
    check_items(request.items, edition)
    _check_new(draft_id(by, key), deps)
    digest = sha256(request.model_dump_json().encode()).hexdigest()
    now = deps.clock()
    draft = Draft(
        owner=by.subject,
        office=by.region if by.role is Role.CLERK else None,
        edition=deps.current_edition,
        items=request.items,
        digest=digest,
        on_behalf_of=request.on_behalf_of,
        created_at=now,
        saved_at=now,
    )
    draft_places.take_place(draft_id(by, key), by=by, deps=deps)
    note_own(OWN_DRAFTS, draft_id(by, key), by=by, expires_at=end_of(OWN_DRAFTS, now), deps=deps)
    try:
        answered = with_values(draft, _answered(request, edition), now)
        return rewrite(Held(draft_id(by, key), draft, 0, now), answered, deps)
    except StaleWrite:
        held = draft_of(draft_id(by, key), by=by, deps=deps)
    if held.draft.digest != digest:
        raise KeyReused
    return held


def draft_id(by: Principal, key: str) -> str:
    """Follows from whose key it is, so that a request sent again finds the draft that it made."""
    return str(UUID(bytes=sha256(f"draft/{by.role}/{by.subject}/{key}".encode()).digest()[:16], version=4))


def case_id_of(draft_id: str) -> str:
    """The case that the draft becomes: it follows from the draft, so that a draft cannot become two."""
    return str(UUID(bytes=sha256(f"case/{draft_id}".encode()).digest()[:16], version=4))


def drafts_of(*, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[Held]:
    """Those that this person began and that are still open. Raises BadCursor."""

    def find(name: str) -> Held:
        return draft_of(name, by=by, deps=deps)

    return own(OWN_DRAFTS, find, by=by, limit=limit, cursor=cursor, deps=deps)


def draft_of(draft_id: str, *, by: Principal, deps: Deps) -> Held:
    """Raises DraftNotFound, also for what this person may not see."""
    record = deps.store.record(DRAFT, draft_id)
    if record is None or record.expires_at is None:
        raise DraftNotFound
    draft = Draft.model_validate_json(json.dumps(dict(record.body)), context=STORED)
    if not may_see_draft(by, draft, deps.clock()):
        raise DraftNotFound
    return Held(draft_id, draft, record.version, record.expires_at)


def save_draft(held: Held, save: DraftSave, *, by: Principal, deps: Deps) -> Held:
    """Each section of `save` in place of the old one; of a DraftPatch only the fields that it names. Raises InvalidDraft,
    UnknownItem, DraftChanged, TooOften."""
    limits.count("draft", by, deps)
    edition = edition_of(held.draft, deps)
    items = save.items or held.draft.items
    check_items(items, edition)
    needed = needed_fields(items, edition)
    sections = _parsed(save.sections, needed)
    before = of_another(held.draft, sections.get("person", {}))
    form = _over(before.form, save, sections)
    draft, problems = saved_over(before, form, save.corrections, deps.clock())
    if problems:
        raise InvalidDraft(problems=problems)
    form = pruned(draft.form, needed)
    draft = draft.model_copy(update={"items": items, "form": form, "saved_at": deps.clock()})
    try:
        return rewrite(held, only(draft), deps)
    except StaleWrite as error:
        raise DraftChanged from error


def _over(form: Mapping[str, Any], save: DraftSave, sections: dict[str, Any]) -> dict[str, Any]:
    """`sections`: those of `save`, as the form spells them."""
    if isinstance(save, DraftPatch):
        return merged_form(form, save.sections, sections)
    kept = {name: section for name, section in form.items() if name not in save.sections}
    return {**kept, **sections}


def rewrite(held: Held, draft: Draft, deps: Deps) -> Held:
    """Write `draft` over the version that was read; its time begins anew. Raises StaleWrite, and what `check_free` does."""
    check_free(held, deps)
    return _written(held, draft.model_copy(update={"submitting_until": None}), deps)


def claim_draft(held: Held, deps: Deps) -> Held:
    """What was read is what is submitted: nobody else changes it until the case is there. Raises StaleWrite."""
    until = (deps.clock() + SUBMITTED_WITHIN).replace(microsecond=0)
    return _written(held, held.draft.model_copy(update={"submitting_until": until}), deps)


def check_free(held: Held, deps: Deps) -> None:
    """Raises DraftChanged while it is submitted, DraftNotFound when it has been."""
    until = held.draft.submitting_until
    if until is None:
        return
    if deps.clock() < until:
        raise DraftChanged(BEING_SUBMITTED)
    _check_not_submitted(held.id, deps)


def _check_not_submitted(draft_id: str, deps: Deps) -> None:
    with suppress(CaseNotFound):
        deps.store.ledger(case_id_of(draft_id))
        raise DraftNotFound


def _written(held: Held, draft: Draft, deps: Deps) -> Held:
    expires_at = end_of(DRAFT, deps.clock())
    body = draft.model_dump(mode="json", exclude_none=True)
    stored = deps.store.put(new_record(DRAFT, held.id, body, held.version, expires_at=expires_at))
    return replace(held, draft=draft, version=stored.version, expires_at=expires_at)


def change_draft(held: Held, rule: Callable[[Draft], Draft], *, by: Principal, deps: Deps) -> Held:
    """What `rule` makes of the draft, over whatever was saved in the meantime. Raises DraftChanged after too many losses."""

    def attempt() -> Held:
        nonlocal held
        draft = rule(held.draft)
        if draft == held.draft:
            return held
        try:
            return rewrite(held, draft.model_copy(update={"saved_at": deps.clock()}), deps)
        except StaleWrite:
            held = draft_of(held.id, by=by, deps=deps)
            raise

    try:
        return until_written(attempt)
    except StaleWrite as error:
        raise DraftChanged from error


def discard_draft(held: Held, *, by: Principal, deps: Deps) -> None:
    """Raises DraftChanged, TooOften, and what `check_free` does."""
    limits.count("draft", by, deps)
    check_free(held, deps)
    try:
        deps.store.delete(new_record(DRAFT, held.id, {}, held.version))
    except StaleWrite as error:
        raise DraftChanged from error
    # What is not there any more is deleted gladly, and this one may have become a case.
    _check_not_submitted(held.id, deps)
    owner = Principal(held.draft.owner, Role.CLERK if held.draft.office else Role.APPLICANT)
    # It is deleted: what cannot be written now, lists and places find out.
    with suppress(StoreError):
        draft_places.free(held.id, by=owner, deps=deps)
        forget_own(OWN_DRAFTS, held.id, by=owner, deps=deps)


def edition_of(draft: Draft, deps: Deps) -> Edition:
    """The one it was begun with, as long as that is shipped; as it holds today where the person settles."""
    try:
        edition = deps.editions(draft.edition)
    except KeyError:
        edition = deps.editions(deps.current_edition)
    place = draft.form.get("destination") or {}
    return edition_at(edition, place.get("city"), place.get("county"), deps, town=place.get("town"))


def _check_new(draft_id: str, deps: Deps) -> None:
    with suppress(CaseNotFound):
        deps.store.ledger(case_id_of(draft_id))
        raise DraftSubmitted


def _answered(request: DraftRequest, edition: Edition) -> Iterator[Value]:
    """What the guide was told need not be told again. Raises InvalidAnswers."""
    given(request.answers, edition)
    needed = needed_fields(request.items, edition)
    fields = {question.code: question.field for question in edition.questions}
    for code, answer in request.answers.items():
        if edition.regions.is_town(str(answer)):
            yield Value(TOWN_FIELD, SourceCode.GUIDE, edition.regions.name(str(answer)))
        elif answer != UNSURE and fields[code] in needed:
            yield Value(fields[code], SourceCode.GUIDE, answer)


def _check_mandate(request: DraftRequest, by: Principal) -> None:
    if by.role is Role.CLERK and request.on_behalf_of is None:
        where = (FieldProblem("/on_behalf_of", "请写明受理方式和核验单或委托书编号。"),)
        raise InvalidDraft(problems=where)
    if by.role is not Role.CLERK and request.on_behalf_of is not None:
        raise Forbidden("只有窗口人员可以代他人填写，请删去代办依据。")


def _parsed(sections: Mapping[str, Mapping[str, Any] | None], needed: frozenset[str]) -> dict[str, Any]:
    given = {name: section for name, section in sections.items() if section is not None}
    try:
        form = parsed(given)
    except ValidationError as error:
        found = tuple(FieldProblem(f"/sections{where}", detail) for where, detail in problems(error))
        raise InvalidDraft(problems=found) from error
    if extra := tuple(unneeded(form, needed)):
        places = (pointer(("sections", *path.split("."))) for path in extra)
        raise InvalidDraft(problems=tuple(FieldProblem(place, NOT_NEEDED) for place in places))
    return form
