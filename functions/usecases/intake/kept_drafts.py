"""Drafts as they are kept: everybody reads one through `draft_of` and writes it through `rewrite`, over what they read."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from functions.domain.case.access import Principal, may_see_draft
from functions.domain.case.case import Case
from functions.domain.case.refusals import CaseNotFound
from functions.domain.conflicts import DraftChanged
from functions.domain.errors import StaleWrite
from functions.domain.intake.drafting import needed_fields, pruned
from functions.domain.intake.prefilling import only
from functions.domain.intake.refusals import DraftNotFound
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.contention import until_written
from functions.usecases.guide.places import edition_at
from functions.usecases.own_lists import own
from functions.usecases.record_kinds import end_of
from functions.usecases.record_kinds.intake import DRAFT, OWN_DRAFTS
from functions.usecases.records import new_record, read_as
from schemas.catalogue.edition import Edition
from schemas.intake.draft import Draft

# Longer than any request lives, on either platform.
SUBMITTED_WITHIN = timedelta(minutes=5)
NOTHING_LEFT = "这份草稿原来选的事项都已经不在现行的事项目录里，不能再从这里申请。请重新开始填写。"
BEING_SUBMITTED = "这份草稿正在提交，请稍候再查看结果；如果没有提交成功，五分钟后可以继续修改。"


@dataclass(frozen=True, slots=True)
class Held:
    """A draft as it was read: whoever writes it writes over this version. `dropped`: how many of its items are in no edition
    any more, and not in it as it was read either."""

    id: str
    draft: Draft
    version: int
    expires_at: datetime
    dropped: int = 0


def draft_id(by: Principal, key: str) -> str:
    """Follows from whose key it is, so that a request sent again finds the draft that it made."""
    return str(UUID(bytes=sha256(f"draft/{by.role}/{by.subject}/{key}".encode()).digest()[:16], version=4))


def case_id_of(draft_id: str, deps: Deps) -> str:
    """The case that the draft becomes: it follows from the draft, so that a draft cannot become two. In a ledger that was put
    back it is another than before: offices may have the one that was lost, and would take its items for those.
    """
    return _case_id(draft_id, deps.put_back)


def submitted_case(draft_id: str, deps: Deps) -> Case:
    """The one that it has become, since the ledger was put back or before. Raises CaseNotFound."""
    for times in range(len(deps.put_back), 0, -1):
        with suppress(CaseNotFound):
            return deps.store.ledger(_case_id(draft_id, deps.put_back[:times])).case
    return deps.store.ledger(_case_id(draft_id, ())).case


def _case_id(draft_id: str, put_back: tuple[str, ...]) -> str:
    name = "/".join(("case", draft_id, *put_back))
    return str(UUID(bytes=sha256(name.encode()).digest()[:16], version=4))


def drafts_of(*, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[Held]:
    """Those that this person began and that are still open. Raises BadCursor."""

    def find(name: str) -> Held:
        return draft_of(name, by=by, deps=deps)

    return own(OWN_DRAFTS, find, by=by, limit=limit, cursor=cursor, deps=deps)


def draft_of(draft_id: str, *, by: Principal, deps: Deps) -> Held:
    """Raises DraftNotFound, also for what this person may not see; RecordUnreadable."""
    record = deps.store.record(DRAFT, draft_id)
    if record is None or record.expires_at is None:
        raise DraftNotFound
    draft = read_as(Draft, record.body)
    if not may_see_draft(by, draft, deps.clock()):
        raise DraftNotFound
    holds = _that_holds(draft, deps)
    if not holds.items:
        raise DraftNotFound(NOTHING_LEFT)
    dropped = len(draft.items) - len(holds.items)
    return Held(draft_id, holds, record.version, record.expires_at, dropped)


def _that_holds(draft: Draft, deps: Deps) -> Draft:
    """What the current edition has of it, where its own is not shipped any more."""
    with suppress(KeyError):
        deps.editions(draft.edition)
        return draft
    edition = deps.editions(deps.current_edition)
    items = tuple(code for code in draft.items if edition.has(code))
    form = pruned(draft.form, needed_fields(items, edition))
    return only(draft.model_copy(update={"items": items, "form": form}))


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
    check_not_submitted(held.id, deps)


def check_not_submitted(draft_id: str, deps: Deps) -> None:
    with suppress(CaseNotFound):
        submitted_case(draft_id, deps)
        raise DraftNotFound


def _written(held: Held, draft: Draft, deps: Deps) -> Held:
    expires_at = end_of(DRAFT, deps.clock())
    body = draft.model_dump(mode="json", exclude_none=True)
    stored = deps.store.put(new_record(DRAFT, held.id, body, held.version, expires_at=expires_at))
    return replace(held, draft=draft, version=stored.version, expires_at=expires_at, dropped=0)


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


def edition_of(draft: Draft, deps: Deps) -> Edition:
    """The one it was begun with, as long as that is shipped; as it holds today where the person settles."""
    try:
        edition = deps.editions(draft.edition)
    except KeyError:
        edition = deps.editions(deps.current_edition)
    place = draft.form.get("destination") or {}
    return edition_at(edition, place.get("city"), place.get("county"), deps, town=place.get("town"))
