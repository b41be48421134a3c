"""Drafts (草稿): begun for chosen items, saved in parts, discarded; kept 60 days from the last save, sealed at rest."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from functions.domain.case.access import Principal
from functions.domain.case.refusals import CaseNotFound
from functions.domain.catalogue.plan import check_items
from functions.domain.conflicts import DraftChanged, DraftSubmitted, KeyReused
from functions.domain.errors import FieldProblem, StaleWrite, StoreError
from functions.domain.guide.answers import TOWN_FIELD, given
from functions.domain.intake.drafting import NOT_NEEDED, merged_form, needed_fields, pruned, unneeded
from functions.domain.intake.prefilled import Value, saved_over, with_values
from functions.domain.intake.prefilling import of_another, only
from functions.domain.intake.refusals import InvalidDraft
from functions.domain.refusals import Forbidden
from functions.ports.deps import Deps
from functions.usecases import limits
from functions.usecases.intake import draft_places
from functions.usecases.intake.kept_drafts import (
    Held,
    check_free,
    check_not_submitted,
    draft_id,
    draft_of,
    edition_of,
    rewrite,
    submitted_case,
)
from functions.usecases.intake.uploads import discard_all, shelf_of_draft
from functions.usecases.own_lists import forget_own, note_own
from functions.usecases.record_kinds import end_of
from functions.usecases.record_kinds.intake import DRAFT, OWN_DRAFTS
from functions.usecases.records import new_record
from schemas.catalogue.edition import Edition
from schemas.catalogue.prefill import SourceCode
from schemas.catalogue.questions import UNSURE
from schemas.codes import Role
from schemas.form.partial import parsed
from schemas.intake.draft import Draft, DraftPatch, DraftRequest, DraftSave
from schemas.problems import pointer, problems


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


def save_form(held: Held, save: DraftSave, *, by: Principal, deps: Deps) -> Held:
    """Of a page, whose form may be sent twice at once: what was saved meanwhile is in nobody's way where it is the same.
    Raises what `save_draft` does."""
    try:
        return save_draft(held, save, by=by, deps=deps)
    except DraftChanged:
        now = draft_of(held.id, by=by, deps=deps)
        if now.version == held.version or not _holds(now.draft, save) or not is_saved(now, save, deps):
            raise
        return now


def _holds(draft: Draft, save: DraftSave) -> bool:
    """The choice, and why sources are wrong."""
    said = {path: one.corrected.reason for path, one in draft.sources.items() if one.corrected}
    return save.items in (None, draft.items) and save.corrections.items() <= said.items()


def is_saved(held: Held, save: DraftSave, deps: Deps) -> bool:
    """Whether the draft has, as the form spells it, what `save` says: a form that was sent twice."""
    needed = needed_fields(held.draft.items, edition_of(held.draft, deps))
    try:
        sections = _parsed(save.sections, needed)
    except InvalidDraft:
        return False
    return pruned(_over(held.draft.form, save, sections), needed) == pruned(held.draft.form, needed)


def _over(form: Mapping[str, Any], save: DraftSave, sections: dict[str, Any]) -> dict[str, Any]:
    """`sections`: those of `save`, as the form spells them."""
    if isinstance(save, DraftPatch):
        return merged_form(form, save.sections, sections)
    kept = {name: section for name, section in form.items() if name not in save.sections}
    return {**kept, **sections}


def discard_draft(held: Held, *, by: Principal, deps: Deps) -> None:
    """Raises DraftChanged, TooOften, Forbidden (a citizen's own, by whoever may continue it), and what `check_free` does."""
    limits.count("draft", by, deps)
    if not may_discard(held.draft, by):
        raise Forbidden("这份草稿是申请人自己的，只有申请人本人可以删除。")
    check_free(held, deps)
    try:
        deps.store.delete(new_record(DRAFT, held.id, {}, held.version))
    except StaleWrite as error:
        raise DraftChanged from error
    # What is not there any more is deleted gladly, and this one may have become a case.
    check_not_submitted(held.id, deps)
    owner = Principal(held.draft.owner, Role.CLERK if held.draft.office else Role.APPLICANT)
    # It is deleted, and no submission takes its files any more: what cannot be deleted now goes after its time.
    with suppress(StoreError):
        discard_all(shelf_of_draft(held.id), deps)
    # What cannot be written now, lists and places find out.
    with suppress(StoreError):
        draft_places.free(held.id, by=owner, deps=deps)
        forget_own(OWN_DRAFTS, held.id, by=owner, deps=deps)


def may_discard(draft: Draft, by: Principal) -> bool:
    """A mandate to fill in and submit is none to throw away."""
    return (by.role is Role.CLERK) == (draft.office is not None)


def _check_new(draft_id: str, deps: Deps) -> None:
    with suppress(CaseNotFound):
        submitted_case(draft_id, deps)
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
