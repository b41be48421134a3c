"""授权码: an applicant lets a window go on with their draft, sees which window may, and ends it again."""

from dataclasses import dataclass

from functions.domain.conflicts import DraftChanged
from functions.domain.refusals import TooOften
from functions.pages.intake.seen import SeenDraft, draft_seen, or_receipt
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.intake.window import code_view
from functions.usecases.intake import window
from functions.web.problems import status_of
from functions.web.roles import APPLICANTS
from schemas.intake.window import DraftCodeView

_CODE = "/drafts/{draft_id}/code"


@dataclass(frozen=True, slots=True)
class CodePage:
    address: str
    helpers: tuple[str, ...]
    code: DraftCodeView | None = None
    problem: str = ""

    @property
    def given(self) -> bool:
        return bool(self.helpers or self.code)


@or_receipt
def show_code(asked: Asked) -> Answer:
    return _without_code(draft_seen(asked))


def _without_code(seen: SeenDraft, *, problem: str = "", status: int = 200) -> Shown:
    shown = CodePage(seen.address, _helpers(seen), problem=problem)
    return Shown("intake/code.html", "请窗口人员接着填", shown, status, wrong=bool(problem))


@or_receipt
def _make_code(asked: Asked) -> Answer:
    """It is shown once, here: no address may hold it."""
    seen = draft_seen(asked)
    try:
        made = code_view(window.make_code(seen.held.id, by=asked.by, deps=asked.deps))
    except TooOften as error:
        return _without_code(seen, problem=error.detail, status=status_of(TooOften))
    return Shown("intake/code.html", "授权码", CodePage(seen.address, _helpers(seen), made))


def _helpers(seen: SeenDraft) -> tuple[str, ...]:
    known = seen.edition.regions
    return tuple(
        known.name(one.office) if known.has(one.office) else "办事窗口"
        for one in seen.view.helpers
        if seen.reader.now < one.until
    )


@or_receipt
def take_back(asked: Asked) -> Answer:
    try:
        held = window.end_help(asked.path["draft_id"], by=asked.by, deps=asked.deps)
    except (DraftChanged, TooOften) as error:
        return _without_code(draft_seen(asked), problem=error.detail, status=status_of(type(error)))
    return Sent(f"/drafts/{held.id}/code")


PAGES = (
    Page(method="GET", path=_CODE, roles=APPLICANTS, handler=show_code),
    Page(method="POST", path=_CODE, roles=APPLICANTS, handler=_make_code),
    Page(method="POST", path=f"{_CODE}/end", roles=APPLICANTS, handler=take_back),
)
