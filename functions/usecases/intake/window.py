"""The window (一窗受理): a clerk looks a person up, continues a citizen's draft with their consent, and each act is kept.

An act is recorded before it is done: what nobody may look at unseen is never looked at unrecorded.
"""

import base64
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from functions.domain.case.access import Principal, may_see, region_holds
from functions.domain.case.case import Case
from functions.domain.errors import StaleWrite
from functions.domain.intake.refusals import CodeNotFound, DraftNotFound
from functions.domain.refusals import Forbidden
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases import limits
from functions.usecases.case.lists import case_of
from functions.usecases.case.people import cases_of_person
from functions.usecases.case.who_looked import note_look
from functions.usecases.intake.kept_drafts import Held, change_draft, draft_of
from functions.usecases.own_lists import note_own
from functions.usecases.record_kinds import end_of, kept_as
from functions.usecases.record_kinds.intake import DRAFT_CODE, OWN_DRAFTS, WINDOW_ACTS
from functions.usecases.records import new_record
from functions.usecases.walks import if_readable
from schemas.codes import Role
from schemas.intake.draft import Draft, Helper
from schemas.intake.window import LookUp, Redemption, ReferenceLookUp
from schemas.spelling import spelled_name

HELP_LIFE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class WindowCode:
    """Shown once, to the citizen; we keep a digest."""

    text: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LookedUp:
    """`damaged`: how many more cannot be read, of which nobody can say that they are elsewhere or another's."""

    cases: tuple[Case, ...]
    damaged: int = 0


def make_code(draft_id: str, *, by: Principal, deps: Deps) -> WindowCode:
    """For the citizen to tell a clerk. Raises DraftNotFound, Forbidden (a draft of the window needs none), TooOften."""
    held = draft_of(draft_id, by=by, deps=deps)
    if by.role is not Role.APPLICANT:
        raise Forbidden("授权码只能由草稿的填写人本人生成。")
    limits.count("make_code", by, deps)
    random = sha256(deps.new_id.case_id().encode()).digest()
    text = base64.b32encode(random[:5]).decode()
    expires_at = end_of(DRAFT_CODE, deps.clock())
    body = {"draft": held.id, "owner": held.draft.owner}
    deps.store.put(new_record(DRAFT_CODE, _digest(text), body, expires_at=expires_at))
    return WindowCode(text, expires_at)


def redeem(given: Redemption, *, by: Principal, deps: Deps) -> Held:
    """The first clerk who has the code may continue the draft for a day, also if they ask again.

    Raises CodeNotFound, TooOften.
    """
    record = _told(given.code, by, deps)
    owner = Principal(record.body["owner"], Role.APPLICANT)
    try:
        held = draft_of(record.body["draft"], by=owner, deps=deps)
    except DraftNotFound as error:
        raise CodeNotFound from error
    _check_open(record, held.draft)
    keep_act("continue_draft", by, deps, draft=held.id)
    now = deps.clock()
    helper = Helper(
        clerk=by.subject,
        office=by.region or "",
        on_behalf_of=given.on_behalf_of,
        at=now,
        until=now + HELP_LIFE,
    )

    def helped(draft: Draft) -> Draft:
        _check_open(record, draft)
        others = tuple(one for one in draft.helpers if one.clerk != by.subject)
        return draft.model_copy(update={"helpers": (*others, helper)})

    # Of a code that is used once: whoever closes the page finds the draft again as long as they may.
    note_own(OWN_DRAFTS, held.id, by=by, expires_at=end_of(OWN_DRAFTS, now), deps=deps)
    return change_draft(held, helped, by=owner, deps=deps)


def end_help(draft_id: str, *, by: Principal, deps: Deps) -> Held:
    """Nobody but the citizen continues the draft from now on, and no code of before opens it. Raises DraftNotFound,
    Forbidden (a draft of the window), DraftChanged, TooOften."""
    limits.count("draft", by, deps)
    held = draft_of(draft_id, by=by, deps=deps)
    if by.role is not Role.APPLICANT:
        raise Forbidden("授权只能由草稿的填写人本人收回。")
    now = deps.clock()

    def ended(draft: Draft) -> Draft:
        helpers = tuple(one.model_copy(update={"until": min(one.until, now)}) for one in draft.helpers)
        return draft.model_copy(update={"helpers": helpers, "codes_from": now})

    return change_draft(held, ended, by=by, deps=deps)


def _check_open(code: Record, draft: Draft) -> None:
    """Of two in one second the code is void, too. Raises CodeNotFound."""
    life = kept_as(DRAFT_CODE).life
    if draft.codes_from is None or code.expires_at is None or life is None:
        return
    if code.expires_at - life <= draft.codes_from:
        raise CodeNotFound


def _told(text: str, by: Principal, deps: Deps) -> Record:
    """Who guesses is seen, and stopped. Raises CodeNotFound, TooOften."""
    limits.check_limit("wrong_code", by, deps)
    try:
        return _taken(text, by, deps)
    except CodeNotFound:
        keep_act("wrong_code", by, deps)
        limits.count("wrong_code", by, deps)
        raise


def _taken(text: str, by: Principal, deps: Deps) -> Record:
    record = deps.store.record(DRAFT_CODE, _digest(text))
    if record is None or record.body.get("clerk", by.subject) != by.subject:
        raise CodeNotFound
    if "clerk" in record.body:
        return record
    try:
        return deps.store.put(replace(record, body={**record.body, "clerk": by.subject}))
    except StaleWrite as error:
        # By another clerk, or by this one's other click.
        now = deps.store.record(DRAFT_CODE, _digest(text))
        if now is None or now.body.get("clerk") != by.subject:
            raise CodeNotFound from error
        return now


def look_up(given: LookUp, *, by: Principal, deps: Deps) -> LookedUp:
    """Cases of the clerk's region only, newest first: elsewhere there is none. Raises TooOften."""
    limits.count("look_up", by, deps)
    keep_act("look_up", by, deps, purpose=given.purpose, person=_person(given, deps))
    page = cases_of_person(given.id_number, deps)
    names = {case.id: _name_in(case.id, deps) for case in page.entries if may_see(by, case)}
    damaged = [one for one in page.unreadable if _name_in(one, deps) in (None, given.name)]
    damaged += (case_id for case_id, name in names.items() if name is None)
    named = [case for case in page.entries if names.get(case.id) == given.name]
    for case in named:
        note_look(case.id, "looked_up", by=by, deps=deps, purpose=given.purpose)
    return LookedUp(tuple(sorted(named, key=lambda case: case.opened_at, reverse=True)), len(damaged))


def look_up_reference(given: ReferenceLookUp, *, by: Principal, deps: Deps) -> LookedUp:
    """The case of a receipt, if it is of the clerk's region. Raises CaseNotFound, TooOften."""
    limits.count("look_up", by, deps)
    keep_act("look_up", by, deps, purpose=given.purpose, reference=given.reference)
    case = case_of(given.reference, by=by, deps=deps)
    note_look(case.id, "looked_up", by=by, deps=deps, purpose=given.purpose)
    return LookedUp((case,))


def _name_in(case_id: str, deps: Deps) -> str | None:
    """As a look-up spells it: what is stored was spelled under the rule of its time. None: the form cannot be read."""
    form = if_readable(deps.store.application, case_id)
    return spelled_name(form.person.name) if form else None


def keep_act(act: str, by: Principal, deps: Deps, **more: Any) -> None:
    """Who, where, what and why; of a person only the keyed name. Raises StoreError: then nothing is done either."""
    now = deps.clock()
    body = {"act": act, "clerk": by.subject, "office": by.region, "at": now.isoformat(), **more}
    key = f"{now.isoformat(timespec='microseconds')}/{sha256(repr(sorted(body.items())).encode()).hexdigest()[:12]}"
    expires_at = end_of(WINDOW_ACTS, now)
    # The same clerk doing the same at the same moment is one act.
    with suppress(StaleWrite):
        deps.store.put(
            new_record(
                WINDOW_ACTS, key, {k: v for k, v in body.items() if v is not None}, expires_at=expires_at
            )
        )


def window_acts(by: Principal, *, limit: int, cursor: str | None, deps: Deps) -> Page[Record]:
    """Oldest first, of the offices in the reader's region; bodies as `keep_act` writes them. A page may hold fewer than
    `limit`, and more follow."""
    page = deps.store.records(WINDOW_ACTS, limit=limit, cursor=cursor)
    return replace(page, entries=tuple(_within(page.entries, by)))


def _within(records: tuple[Record, ...], by: Principal) -> Iterator[Record]:
    for record in records:
        if region_holds(by.region, str(record.body.get("office") or "")):
            yield record


def _person(given: LookUp, deps: Deps) -> str | None:
    return deps.person_key(given.id_number) if deps.person_key else None


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
