"""A draft's first page: what of the form is done, what is left; and what is done with the draft as a whole."""

from dataclasses import dataclass

from functions.domain.conflicts import DraftChanged
from functions.domain.intake.refusals import DraftNotFound, InvalidDraft
from functions.domain.refusals import TooOften
from functions.pages.case.views import term_told
from functions.pages.expected import status_shown
from functions.pages.fields import Choice, Field, Kind, Wrong, summary
from functions.pages.intake.seen import (
    Behalf,
    SeenDraft,
    behalf_of,
    draft_seen,
    held_of,
    or_receipt,
)
from functions.pages.intake.tasks import SourceLine, TaskLine, draft_tasks, source_lines
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.words import item_name
from functions.usecases.intake import drafts, prefill
from functions.web.roles import SUBMITTERS
from schemas.codes import Role
from schemas.intake.draft import DraftSave
from schemas.intake.views import DraftView

_CHECK = "check"
_DRAFT = "/drafts/{draft_id}"
CHANGED = "您打开这个页面以后，这份草稿在别处改过，刚才的操作没有做。请核对后再来一次。"
NO_ITEMS = "请至少选择一个事项。"
# Told where it was asked, beside what was typed or chosen.
_TOLD = (DraftChanged, TooOften)


@dataclass(frozen=True, slots=True)
class TaskList:
    draft: DraftView
    address: str
    behalf: Behalf | None
    terms: tuple[tuple[str, str], ...]
    tasks: tuple[TaskLine, ...]
    sources: tuple[SourceLine, ...]
    asked: bool
    filled: bool
    connected: bool
    named: bool
    problem: str = ""
    dropped: int = 0
    can_give_code: bool = False
    can_delete: bool = True

    @property
    def ready(self) -> bool:
        return not self.draft.remaining


@or_receipt
def _show_draft(asked: Asked) -> Answer:
    return _task_list(draft_seen(asked), asked)


def _task_list(seen: SeenDraft, asked: Asked, *, problem: str = "", status: int = 200) -> Shown:
    sources = source_lines(seen, asked)
    shown = TaskList(
        draft=seen.view,
        address=seen.address,
        behalf=behalf_of(seen.held.draft, asked),
        terms=tuple(map(term_told, seen.view.warnings)),
        tasks=draft_tasks(seen),
        sources=sources,
        asked=any(one.at for one in sources),
        filled=any(one.filled for one in sources),
        connected=any(one.connected for one in sources),
        named="person.name" in seen.view.sources,
        problem=problem,
        dropped=seen.held.dropped,
        can_give_code=asked.by.role is Role.APPLICANT,
        can_delete=drafts.may_discard(seen.held.draft, asked.by),
    )
    return Shown("intake/draft.html", "填写申请", shown, status, wrong=bool(problem))


@or_receipt
def ask_sources(asked: Asked) -> Answer:
    try:
        held, _ = prefill.prefill(asked.path["draft_id"], by=asked.by, deps=asked.deps)
    except InvalidDraft:
        return Sent(f"/drafts/{asked.path['draft_id']}/sections/person?first=1")
    except _TOLD as error:
        return _task_list(draft_seen(asked), asked, problem=error.detail, status=status_shown(error))
    return Sent(f"/drafts/{held.id}#sources")


@dataclass(frozen=True, slots=True)
class Deletion:
    draft: DraftView
    address: str
    behalf: Behalf | None
    version: int
    problem: str = ""


@or_receipt
def show_deletion(asked: Asked) -> Answer:
    return _deletion(asked)


def _deletion(asked: Asked, *, problem: str = "", status: int = 200) -> Shown:
    seen = draft_seen(asked)
    behalf = behalf_of(seen.held.draft, asked)
    shown = Deletion(seen.view, seen.address, behalf, seen.held.version, problem)
    return Shown("intake/deletion.html", "删除草稿", shown, status, wrong=bool(problem))


def _delete_draft(asked: Asked) -> Answer:
    try:
        return _deleted(asked)
    except DraftNotFound:
        # Pressed twice: it is gone, as it should be.
        return Sent("/my")


@or_receipt
def _deleted(asked: Asked) -> Answer:
    held = held_of(asked)
    if asked.form.text("version") != str(held.version):
        return _deletion(asked, problem=CHANGED, status=409)
    try:
        drafts.discard_draft(held, by=asked.by, deps=asked.deps)
    except _TOLD as error:
        return _deletion(asked, problem=error.detail, status=status_shown(error))
    return Sent("/my")


@dataclass(frozen=True, slots=True)
class _ItemsPage:
    """`taken`: of those chosen, what keeps them from being applied for."""

    address: str
    behalf: Behalf | None
    field: Field
    wrong: tuple[Wrong, ...]
    taken: tuple[str, ...]
    back: str
    before: str


@or_receipt
def show_items(asked: Asked) -> Answer:
    seen = draft_seen(asked)
    return _items(seen, seen.held.draft.items, asked)


def _items(
    seen: SeenDraft, chosen: tuple[str, ...], asked: Asked, *, error: str = "", status: int = 422
) -> Shown:
    choices = tuple(Choice(one.code, item_name(seen.edition, one.code)) for one in seen.edition.items)
    field = Field("items", "这次申请哪些事项", Kind.TICKS, chosen, choices=choices, error=error)
    shown = _ItemsPage(
        seen.address,
        behalf_of(seen.held.draft, asked),
        field,
        summary((field,)),
        tuple(one.text for one in seen.view.taken),
        _CHECK if _CHECK in (asked.query.get("back"), asked.form.text("back")) else "",
        " ".join(seen.held.draft.items),
    )
    return Shown("intake/items.html", "申请的事项", shown, status if error else 200, wrong=bool(error))


@or_receipt
def save_items(asked: Asked) -> Answer:
    seen = draft_seen(asked)
    known = {one.code for one in seen.edition.items}
    chosen = tuple(dict.fromkeys(code for code in asked.form.all("items") if code in known))
    if not chosen:
        return _items(seen, (), asked, error=NO_ITEMS)
    if asked.form.text("before") != " ".join(seen.held.draft.items) and chosen != seen.held.draft.items:
        return _items(seen, chosen, asked, error=CHANGED)
    try:
        drafts.save_form(seen.held, DraftSave(items=chosen), by=asked.by, deps=asked.deps)
    except _TOLD as error:
        return _items(seen, chosen, asked, error=error.detail, status=status_shown(error))
    return Sent(f"{seen.address}/check" if asked.form.text("back") == _CHECK else seen.address)


PAGES = (
    Page(method="GET", path=_DRAFT, roles=SUBMITTERS, handler=_show_draft),
    Page(method="POST", path=f"{_DRAFT}/prefill", roles=SUBMITTERS, handler=ask_sources),
    Page(method="GET", path=f"{_DRAFT}/deletion", roles=SUBMITTERS, handler=show_deletion),
    Page(method="POST", path=f"{_DRAFT}/deletion", roles=SUBMITTERS, handler=_delete_draft),
    Page(method="GET", path=f"{_DRAFT}/items", roles=SUBMITTERS, handler=show_items),
    Page(method="POST", path=f"{_DRAFT}/items", roles=SUBMITTERS, handler=save_items),
)
