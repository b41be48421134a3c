"""Submits what was saved: the draft becomes one case, once, whatever is sent again and wherever it crashes.

The case's id follows from the draft's, so that a draft cannot become two cases under two keys. After that what was uploaded
for it is the case's, and the draft is deleted: the case says that this is owed from its first write on, and a crash anywhere
in between is repaired by the sweep.
"""

from contextlib import suppress
from hashlib import sha256
from typing import Any

from functions.domain.case.access import WINDOW, Principal, may_see, verified
from functions.domain.case.case import Change
from functions.domain.case.refusals import CaseNotFound
from functions.domain.catalogue.refusals import InvalidApplication
from functions.domain.clock import shanghai_date
from functions.domain.conflicts import DraftChanged
from functions.domain.errors import StaleWrite, StoreError
from functions.domain.intake.drafting import assembled
from functions.domain.intake.origin import Origin
from functions.domain.intake.refusals import MaterialsMissing
from functions.domain.values import replace
from functions.ports.case_store import Submission
from functions.ports.deps import Deps
from functions.usecases.case.disputes import keep_corrections
from functions.usecases.contention import until_written
from functions.usecases.intake.kept_drafts import (
    Held,
    case_id_of,
    claim_draft,
    draft_of,
    edition_of,
    submitted_case,
)
from functions.usecases.intake.materials import missing_materials
from functions.usecases.intake.submit import open_from, taken_before
from functions.usecases.intake.uploads import asked_of, claim_shelf, clear, note_gone, shelf_of_draft
from functions.usecases.record_kinds.intake import DRAFT
from schemas.codes import Role
from schemas.form.application import Application
from schemas.guide.rollout import Channel
from schemas.intake.draft import Draft
from schemas.intake.materials import AskedUploads


def submit_draft(
    draft_id: str,
    *,
    by: Principal,
    key: str,
    deps: Deps,
    channel: Channel = Channel.GOVERNMENT_PORTAL,
) -> Submission:
    """Raises DraftNotFound, InvalidApplication (everything at once), MaterialsMissing, UnknownItem, ContradictsSource,
    Forbidden, ItemAlreadyApplied, KeyReused, StoreBusy, MaterialsUnavailable; DraftChanged after too many changes while it
    was read.
    """

    def attempt() -> Submission:
        return _attempt(draft_id, by=by, key=key, deps=deps, channel=channel)

    try:
        return until_written(attempt)
    except StaleWrite as error:
        raise DraftChanged from error


def _attempt(draft_id: str, *, by: Principal, key: str, deps: Deps, channel: Channel) -> Submission:
    digest = sha256(f"draft/{draft_id}".encode()).hexdigest()
    known = taken_before(by, key, digest, deps) or _submitted(draft_id, digest, by, deps)
    if known:
        _settle(known.case_id, deps)
        return known
    held = draft_of(draft_id, by=by, deps=deps)
    if by.role is Role.APPLICANT:
        # Before they are told to fill in the rest of what they could not submit.
        verified(by)
    shelf = shelf_of_draft(held.id)
    asked = asked_of(shelf, deps)
    application = _assembled(held, asked, deps)

    def claim() -> None:
        claim_draft(held, deps)
        claim_shelf(shelf, asked, deps)

    try:
        return open_from(
            _origin(held, by, channel, deps),
            application,
            key=key,
            digest=digest,
            deps=deps,
            asked=asked,
            answered=held.draft.answered,
            claim=claim,
            before_start=_settle,
        )
    except MaterialsMissing:
        # Else the draft went on showing as here what this refusal names.
        with suppress(StoreError, DraftChanged):
            note_gone(shelf, deps)
        raise


def _origin(held: Held, by: Principal, channel: Channel, deps: Deps) -> Origin:
    now, draft, case_id = deps.clock(), held.draft, case_id_of(held.id, deps)
    return Origin(
        case_id=case_id,
        reference=deps.new_id.reference(shanghai_date(now)),
        at=now,
        by=by,
        applicant=draft.owner if draft.office is None else f"{WINDOW}{draft.office}",
        edition=edition_of(draft, deps),
        channel=channel,
        draft=held.id,
        corrected=keep_corrections(draft, case_id, deps),
        detail=_detail(draft, by),
        restored=deps.mark,
    )


def _assembled(held: Held, asked: AskedUploads, deps: Deps) -> Application:
    """Raises InvalidApplication with every field that is missing or wrong, and every material that is missing beside."""
    try:
        return assembled(held.draft, edition_of(held.draft, deps), shanghai_date(deps.clock()))
    except InvalidApplication as error:
        raise InvalidApplication(problems=(*error.problems, *missing_materials(held, asked, deps))) from error


def _submitted(draft_id: str, digest: str, by: Principal, deps: Deps) -> Submission | None:
    """Under another key, perhaps in another window."""
    with suppress(CaseNotFound):
        case = submitted_case(draft_id, deps)
        return Submission(case.id, case.reference, digest) if may_see(by, case) else None
    return None


def _detail(draft: Draft, by: Principal) -> dict[str, Any]:
    """Of a clerk: who, in which office, and on what mandate."""
    helped = (helper.on_behalf_of for helper in draft.helpers if helper.clerk == by.subject)
    mandate = draft.on_behalf_of or next(helped, None)
    if by.role is not Role.CLERK or mandate is None:
        return {}
    return {"clerk": by.subject, "office": by.region, **mandate.model_dump(mode="json")}


def _settle(case_id: str, deps: Deps) -> None:
    """The case is recorded and says that this is owed: what fails now is done by the sweep."""
    with suppress(StoreError):
        settle_draft(case_id, deps)


def settle_draft(case_id: str, deps: Deps) -> None:
    """Safe to do twice. Raises StoreError; StaleWrite after too many losses."""
    case = deps.store.ledger(case_id).case
    if case.draft is None:
        return
    # Before the draft goes: until then its files are unclaimed, and would go after their time.
    for one in case.materials:
        deps.materials.keep(one.id)
    clear(shelf_of_draft(case.draft), deps)
    _delete(case.draft, deps)
    with suppress(StaleWrite):
        deps.store.commit(Change(case=replace(case, draft=None)))


def _delete(draft_id: str, deps: Deps) -> None:
    """Whatever was saved in the meantime: it has been submitted."""

    def attempt() -> None:
        record = deps.store.record(DRAFT, draft_id)
        if record:
            deps.store.delete(record)

    until_written(attempt)
