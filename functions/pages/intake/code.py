"""授权码: an applicant lets a window go on with their draft, sees which window may and which code waits, and ends it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from functions.domain.conflicts import DraftChanged
from functions.domain.refusals import TooOften
from functions.pages.done_marks import JUST_NOW
from functions.pages.expected import status_shown
from functions.pages.intake.seen import SeenDraft, draft_seen, or_receipt
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.intake.window import code_view
from functions.usecases.intake import codes
from functions.usecases.intake.codes import WaitingCode
from functions.web.roles import APPLICANTS
from schemas.intake.draft import Helper
from schemas.intake.window import DraftCodeView

_CODE = "/drafts/{draft_id}/code"


@dataclass(frozen=True, slots=True)
class _Window:
    name: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class CodePage:
    """`waiting`: made before, and not used. `ended`: what was taken back just now."""

    address: str
    helpers: tuple[_Window, ...]
    waiting: tuple[WaitingCode, ...] = ()
    code: DraftCodeView | None = None
    problem: str = ""
    ended: str = ""

    @property
    def given(self) -> bool:
        return bool(self.helpers or self.waiting or self.code)


@or_receipt
def show_code(asked: Asked) -> Answer:
    seen = draft_seen(asked)
    return _without_code(seen, asked, ended=_ended(seen, asked) if asked.query.get("done") else "")


def _without_code(
    seen: SeenDraft, asked: Asked, *, problem: str = "", status: int = 200, ended: str = ""
) -> Shown:
    waiting = codes.waiting_codes(seen.held, asked.deps)
    shown = CodePage(seen.address, _helpers(seen), waiting, problem=problem, ended=ended)
    return Shown("intake/code.html", "请窗口人员接着填", shown, status, wrong=bool(problem))


@or_receipt
def _make_code(asked: Asked) -> Answer:
    """It is shown once, here: no address may hold it."""
    seen = draft_seen(asked)
    before = codes.waiting_codes(seen.held, asked.deps)
    try:
        made = code_view(codes.make_code(seen.held.id, by=asked.by, deps=asked.deps))
    except TooOften as error:
        return _without_code(seen, asked, problem=error.detail, status=status_shown(error))
    return Shown("intake/code.html", "授权码", CodePage(seen.address, _helpers(seen), before, made))


def _helpers(seen: SeenDraft) -> tuple[_Window, ...]:
    may = (one for one in seen.held.draft.helpers if seen.reader.now < one.until)
    return tuple(_Window(_office(seen, one), one.at, one.until) for one in may)


def _office(seen: SeenDraft, one: Helper) -> str:
    known = seen.edition.regions
    return f"{known.name(one.office)}的窗口" if known.has(one.office) else "办事窗口"


def _ended(seen: SeenDraft, asked: Asked) -> str:
    """An address alone says of nothing that it was done."""
    found = codes.ended_help(seen.held, asked.deps)
    if found is None or found.at < seen.reader.now - JUST_NOW:
        return ""
    return f"已经收回：{'；'.join(_what_ended(seen, found)) or '此前的授权都已经结束'}。"


def _what_ended(seen: SeenDraft, found: codes.EndedHelp) -> Iterator[str]:
    if found.helpers:
        names = "、".join(dict.fromkeys(_office(seen, one) for one in found.helpers))
        yield f"{names}不能再看、再填这份草稿，已经填好保存的内容还在"
    if found.codes:
        yield f"还没有使用的 {found.codes} 个授权码已经作废"


@or_receipt
def take_back(asked: Asked) -> Answer:
    try:
        held = codes.end_help(asked.path["draft_id"], by=asked.by, deps=asked.deps)
    except (DraftChanged, TooOften) as error:
        return _without_code(draft_seen(asked), asked, problem=error.detail, status=status_shown(error))
    return Sent(f"/drafts/{held.id}/code?done=1")


PAGES = (
    Page(method="GET", path=_CODE, roles=APPLICANTS, handler=show_code),
    Page(method="POST", path=_CODE, roles=APPLICANTS, handler=_make_code),
    Page(method="POST", path=f"{_CODE}/end", roles=APPLICANTS, handler=take_back),
)
