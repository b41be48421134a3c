"""核对并提交: all that was filled in, with a way to change each of it and back; submitted once, however often pressed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from functions.domain.case.refusals import IdentityUnreadable, IdentityUnverified
from functions.domain.conflicts import Conflict
from functions.domain.errors import FieldProblem, LianbanError, MaterialsUnavailable
from functions.domain.intake.refusals import NotYourApplication
from functions.domain.refusals import Unacceptable
from functions.pages.expected import status_shown
from functions.pages.fields import Choice, Field, Kind, Wrong, summary
from functions.pages.intake.form_fields import section_fields
from functions.pages.intake.leaves import sections
from functions.pages.intake.places import BACK, found_wrong, place_on_page
from functions.pages.intake.seen import Behalf, SeenDraft, behalf_of, draft_seen, or_receipt, or_receipt_again
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.intake.materials import wanted_page
from functions.usecases.intake import materials
from functions.usecases.intake.submit_draft import submit_draft
from functions.web.roles import SUBMITTERS
from schemas.intake.materials import WantedView

_CHECK = "/drafts/{draft_id}/check"
_TITLE, _DECLARED = "核对并提交", "declared"
NOT_DECLARED = "提交前请核对全部内容，然后勾选。"
_OWN = "以上内容我都核对过，真实、准确。"
BEHALF = "以上内容已请申请人逐项核对，真实、准确。"
# The applicant is not there.
ENTRUSTED = "以上内容已请受托人逐项核对，受托人确认真实、准确。"
NOT_FILLED = "还没有填"
_CHANGED_SINCE = (
    "您打开这一页以后，填写的内容或者材料在别处改过，所以还没有提交。请按现在的内容再核对一遍，勾选后提交。"
)
# What a page tells beside the form that it is about; everything else is a page of its own.
_TOLD = (
    Unacceptable,
    Conflict,
    NotYourApplication,
    IdentityUnverified,
    IdentityUnreadable,
    MaterialsUnavailable,
)

# As base.facts takes them: title, value, address, what the link changes.
_Row = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Answers:
    id: str
    title: str
    rows: tuple[_Row, ...]


@dataclass(frozen=True, slots=True)
class _CheckPage:
    address: str
    behalf: Behalf | None
    items: tuple[str, ...]
    answers: tuple[_Answers, ...]
    papers: tuple[WantedView, ...]
    others: int
    left: tuple[Wrong, ...]
    wrong: tuple[Wrong, ...]
    refusal: str
    declaration: Field

    @property
    def seen(self) -> str:
        """Of all that is declared to be true: whoever declares it has had it before them."""
        told = (
            self.items,
            self.answers,
            [(one.item, one.material, one.standing_text) for one in self.papers],
        )
        return sha256(repr(told).encode()).hexdigest()[:24]


@or_receipt
def show_check(asked: Asked) -> Answer:
    return _check(draft_seen(asked), asked)


@or_receipt_again
def submit_application(asked: Asked) -> Answer:
    draft_id = asked.path["draft_id"]
    seen = draft_seen(asked)
    if not asked.form.has(_DECLARED):
        return _check(seen, asked, undeclared=NOT_DECLARED)
    shown = _check_page(seen, asked)
    if asked.form.text("seen") != shown.seen:
        return Shown("intake/check.html", _TITLE, replace(shown, refusal=_CHANGED_SINCE), 409, wrong=True)
    try:
        # A draft becomes one case, whoever presses how often: its key follows from it.
        made = submit_draft(draft_id, by=asked.by, key=f"page-{draft_id}", deps=asked.deps)
    except _TOLD as error:
        return _check(draft_seen(asked), asked, refused=error)
    return Sent(f"/cases/{made.case_id}/receipt")


def _check(
    seen: SeenDraft, asked: Asked, *, undeclared: str = "", refused: LianbanError | None = None
) -> Shown:
    page = _check_page(seen, asked, undeclared=undeclared, refused=refused)
    status = status_shown(refused) if refused else 422 if undeclared else 200
    return Shown("intake/check.html", _TITLE, page, status, wrong=status != 200)


def _check_page(
    seen: SeenDraft, asked: Asked, *, undeclared: str = "", refused: LianbanError | None = None
) -> _CheckPage:
    left = tuple(FieldProblem(one.pointer, one.detail) for one in seen.view.remaining)
    behalf = behalf_of(seen.held.draft, asked)
    declaration = Field(
        _DECLARED,
        "声明",
        Kind.TICKS,
        values=("yes",) if refused else (),
        choices=(Choice("yes", _declared(behalf)),),
        error=undeclared,
    )
    papers = wanted_page(
        materials.wanted_of(seen.held.id, by=asked.by, deps=asked.deps), seen.edition
    ).materials
    mine = tuple(one for one in papers if one.required or one.uploads or one.deferred)
    wrong = (*(found_wrong((*refused.problems, *left), seen) if refused else ()), *summary((declaration,)))
    return _CheckPage(
        address=seen.address,
        behalf=behalf,
        items=tuple(one.name for one in seen.view.items),
        answers=tuple(_answers(seen)),
        papers=mine,
        others=len(papers) - len(mine),
        left=() if refused else found_wrong(left, seen),
        wrong=wrong,
        refusal=refused.detail if refused else "",
        declaration=declaration,
    )


def _declared(behalf: Behalf | None) -> str:
    if behalf is None:
        return _OWN
    return ENTRUSTED if behalf.entrusted else BEHALF


def _answers(seen: SeenDraft) -> Iterator[_Answers]:
    missing = {one.pointer for one in seen.view.remaining}
    for name, section in sections(seen.view.form_schema).items():
        rows = tuple(_rows(name, missing, seen))
        if rows:
            yield _Answers(name, section["title"], rows)


def _rows(name: str, missing: set[str], seen: SeenDraft) -> Iterator[_Row]:
    for field in section_fields(seen.view, name, seen.reader):
        pointer = f"/{field.name.replace('.', '/')}"
        if not field.values and pointer not in missing:
            continue
        value = field.shown or NOT_FILLED
        if field.locked:
            address = f"{field.change}?{BACK}" if field.change else ""
        else:
            address = place_on_page(pointer, seen, wrong=pointer in missing)
        yield field.label, value, address, field.label


PAGES = (
    Page(method="GET", path=_CHECK, roles=SUBMITTERS, handler=show_check),
    Page(method="POST", path=_CHECK, roles=SUBMITTERS, handler=submit_application),
)
