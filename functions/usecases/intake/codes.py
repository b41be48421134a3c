"""授权码: the citizen lets a clerk continue their draft by a code, sees which codes wait and who may, and takes it back."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from functions.domain.case.access import Principal
from functions.domain.errors import StaleWrite
from functions.domain.intake.prefilled import with_values
from functions.domain.intake.prefilling import names_who_signed_in, verified_values
from functions.domain.intake.refusals import CodeNotFound, DraftNotFound
from functions.domain.refusals import Forbidden
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.usecases import limits
from functions.usecases.intake.kept_drafts import Held, change_draft, draft_of
from functions.usecases.intake.window import keep_act
from functions.usecases.own_lists import note_own
from functions.usecases.record_kinds import end_of, kept_as
from functions.usecases.record_kinds.intake import CODES_OF_DRAFT, DRAFT_CODE, OWN_DRAFTS
from functions.usecases.records import new_record
from functions.usecases.walks import if_readable
from schemas.codes import Role
from schemas.intake.draft import Draft, Helper
from schemas.intake.window import Redemption

HELP_LIFE = timedelta(hours=24)
# More than anybody may make while they live (usecases/limits.py).
_MOST = 50
# Two clicks on 收回 end one and the same.
_AT_ONCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class WindowCode:
    """Shown once, to the citizen; we keep a digest."""

    text: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingCode:
    """Made, and neither used nor run out. What it says was shown once, and is kept nowhere."""

    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class EndedHelp:
    """What 收回 ended: whose helping, and how many codes that nobody had used, as far as they would still live."""

    at: datetime
    helpers: tuple[Helper, ...]
    codes: int


def make_code(draft_id: str, *, by: Principal, deps: Deps) -> WindowCode:
    """For the citizen to tell a clerk, in whose hands the draft stays the citizen's: it names them as they were verified.

    Raises DraftNotFound, Forbidden (a draft of the window needs none), DraftChanged, TooOften.
    """
    held = draft_of(draft_id, by=by, deps=deps)
    if by.role is not Role.APPLICANT:
        raise Forbidden("授权码只能由草稿的填写人本人生成。")
    limits.count("make_code", by, deps)
    held = change_draft(held, lambda draft: _of_its_writer(draft, by, deps), by=by, deps=deps)
    random = sha256(deps.new_id.case_id().encode()).digest()
    text = base64.b32encode(random[:5]).decode()
    expires_at = end_of(DRAFT_CODE, deps.clock())
    body = {"draft": held.id, "owner": held.draft.owner}
    # The list before the code: what is in use is never missing from it.
    deps.store.put(new_record(_list_of(held.id), _digest(text), {}, expires_at=expires_at))
    deps.store.put(new_record(DRAFT_CODE, _digest(text), body, expires_at=expires_at))
    return WindowCode(text, expires_at)


def _of_its_writer(draft: Draft, by: Principal, deps: Deps) -> Draft:
    return draft if names_who_signed_in(draft) else with_values(draft, verified_values(by), deps.clock())


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
    """Raises CodeNotFound."""
    if _is_void(code, draft):
        raise CodeNotFound


def _is_void(code: Record, draft: Draft) -> bool:
    """Made before 收回; of two in one second it is void, too."""
    made_at = _made_at(code)
    return draft.codes_from is not None and made_at is not None and made_at <= draft.codes_from


def _made_at(code: Record) -> datetime | None:
    life = kept_as(DRAFT_CODE).life
    return code.expires_at - life if code.expires_at and life else None


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


def waiting_codes(held: Held, deps: Deps) -> tuple[WaitingCode, ...]:
    """By which a clerk may still begin, the oldest first."""
    found = (_waiting(one) for one in _unused(held.id, deps) if not _is_void(one, held.draft))
    return tuple(sorted((one for one in found if one), key=lambda one: one.made_at))


def ended_help(held: Held, deps: Deps) -> EndedHelp | None:
    """By the last time that it was taken back; None: it never was."""
    at = held.draft.codes_from
    if at is None:
        return None
    helpers = tuple(one for one in held.draft.helpers if at - _AT_ONCE < one.until <= at)
    return EndedHelp(at, helpers, sum(_is_void(one, held.draft) for one in _unused(held.id, deps)))


def _unused(draft_id: str, deps: Deps) -> Iterator[Record]:
    listed = deps.store.records(_list_of(draft_id), limit=_MOST, cursor=None)
    # The key says all. A code that cannot be read lets nobody in.
    for key in (*(one.key for one in listed.entries), *listed.unreadable):
        code = if_readable(deps.store.record, DRAFT_CODE, key)
        if code is not None and "clerk" not in code.body and _lives(code, deps.clock()):
            yield code


def _lives(code: Record, now: datetime) -> bool:
    return code.expires_at is not None and now < code.expires_at


def _waiting(code: Record) -> WaitingCode | None:
    made_at = _made_at(code)
    return WaitingCode(made_at, code.expires_at) if made_at and code.expires_at else None


def _list_of(draft_id: str) -> str:
    return f"{CODES_OF_DRAFT}#{draft_id}"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
