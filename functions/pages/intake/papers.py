"""材料 of a draft: which papers, who brings them, why some are not needed; and each paper's own page to bring it."""

from dataclasses import dataclass

from functions.domain.intake.files import MOST_BYTES, size_text
from functions.domain.intake.refusals import MaterialNotFound
from functions.pages.fields import Field, Wrong, summary
from functions.pages.files import OF_A_FILE, TOLD, opened_file
from functions.pages.intake.paper_words import FileLine, PaperLine, file_lines, paper_line
from functions.pages.intake.seen import Behalf, SeenDraft, behalf_of, draft_seen, or_receipt
from functions.pages.intake.sending import (
    FILE,
    NO_FILE,
    file_field,
    policy,
    sent_request,
    status_told,
)
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.pages.refusals import PageNotFound
from functions.shapes.intake.materials import wanted_page
from functions.usecases.intake import materials
from functions.web.roles import SUBMITTERS
from schemas.codes import Role
from schemas.intake.materials import DeferralRequest, WantedPageView, WantedView

_PAPERS = "/drafts/{draft_id}/materials"
PAPER_PATH = f"{_PAPERS}/{{item}}/{{material}}"
_CHECK = "check"


@dataclass(frozen=True, slots=True)
class PapersPage:
    """`mine`: to be brought; `others`, by item: not asked of the applicant, and why."""

    address: str
    behalf: Behalf | None
    mine: tuple[PaperLine, ...]
    others: tuple[tuple[str, tuple[PaperLine, ...]], ...]
    missing: int
    unfilled: bool
    back: str


@dataclass(frozen=True, slots=True)
class PaperPage:
    """`most`, `by_form`: of a file from a browser without a script; `most_sent`, `most_bytes`: with one."""

    paper: WantedView
    line: PaperLine
    files: tuple[FileLine, ...]
    draft: str
    address: str
    behalf: Behalf | None
    fields: tuple[Field, ...]
    wrong: tuple[Wrong, ...]
    problem: str
    most: str
    most_sent: str
    most_bytes: int
    by_form: int
    back: str
    clerk: bool


@or_receipt
def _show_papers(asked: Asked) -> Answer:
    seen = draft_seen(asked)
    page = _wanted(seen, asked)
    lines = tuple(paper_line(one, seen.address) for one in page.materials)
    others: dict[str, list[PaperLine]] = {}
    for line in lines:
        if not line.mine:
            others.setdefault(line.item, []).append(line)
    shown = PapersPage(
        address=seen.address,
        behalf=behalf_of(seen.held.draft, asked),
        mine=tuple(line for line in lines if line.mine),
        others=tuple((item, tuple(found)) for item, found in others.items()),
        missing=page.missing,
        unfilled=any(not one.pointer.startswith("/materials") for one in seen.view.remaining),
        back=_back(asked),
    )
    return Shown("intake/papers.html", "材料", shown)


@or_receipt
def show_paper(asked: Asked) -> Answer:
    return _paper(asked)


@or_receipt
def bring_paper(asked: Asked) -> Answer:
    """A browser without a script sends the file itself."""
    files = asked.form.sent_files(FILE)
    if not files:
        return _paper(asked, error=NO_FILE)
    try:
        for file in files:
            request = sent_request(asked, file)
            materials.bring_to_draft(
                asked.path["draft_id"], request, file.content, by=asked.by, deps=asked.deps
            )
    except TOLD as error:
        return _paper(asked, error=error.detail, status=status_told(error))
    return Sent(here(asked))


@or_receipt
def look_again(asked: Asked) -> Answer:
    """At a file that was sent and was not looked at to the end."""
    try:
        confirm_paper(asked, asked.path["material_id"])
    except TOLD as error:
        return _paper(asked, problem=error.detail, status=status_told(error))
    return Sent(here(asked))


@or_receipt
def open_file(asked: Asked) -> Answer:
    path = asked.path
    file = materials.file_of_draft(path["draft_id"], path["material_id"], by=asked.by, deps=asked.deps)
    if (file.item, file.material) != (path["item"], path["material"]):
        raise MaterialNotFound
    return opened_file(file, asked.deps)


@or_receipt
def delete_file(asked: Asked) -> Answer:
    path = asked.path
    try:
        materials.discard_from_draft(path["draft_id"], path["material_id"], by=asked.by, deps=asked.deps)
    except MaterialNotFound:
        # Pressed twice: it is gone, as it should be.
        return Sent(here(asked))
    except TOLD as error:
        return _paper(asked, problem=error.detail, status=status_told(error))
    return Sent(here(asked))


@or_receipt
def defer_paper(asked: Asked) -> Answer:
    given = DeferralRequest(item=asked.path["item"], material=asked.path["material"])
    try:
        materials.defer(asked.path["draft_id"], given, by=asked.by, deps=asked.deps)
    except TOLD as error:
        return _paper(asked, problem=error.detail, status=status_told(error))
    return Sent(here(asked))


def confirm_paper(asked: Asked, upload_id: str) -> None:
    materials.confirm_to_draft(asked.path["draft_id"], upload_id, by=asked.by, deps=asked.deps)


def here(asked: Asked) -> str:
    path = asked.path
    address = f"/drafts/{path['draft_id']}/materials/{path['item']}/{path['material']}"
    return f"{address}?back={_CHECK}" if _back(asked) else address


def _back(asked: Asked) -> str:
    return _CHECK if _CHECK in (asked.query.get("back"), asked.form.text("back")) else ""


def _wanted(seen: SeenDraft, asked: Asked) -> WantedPageView:
    return wanted_page(materials.wanted_of(seen.held.id, by=asked.by, deps=asked.deps), seen.edition)


def _one(page: WantedPageView, asked: Asked) -> WantedView:
    place = (asked.path["item"], asked.path["material"])
    found = next((one for one in page.materials if (one.item, one.material) == place), None)
    if found is None or not found.uploadable:
        raise PageNotFound
    return found


def _paper(asked: Asked, *, error: str = "", problem: str = "", status: int = 422) -> Shown:
    seen = draft_seen(asked)
    paper = _one(_wanted(seen, asked), asked)
    fields = (file_field(error),)
    address = f"{seen.address}/materials/{paper.item}/{paper.material}"
    shown = PaperPage(
        paper=paper,
        line=paper_line(paper, seen.address),
        files=file_lines(paper, address),
        draft=seen.address,
        address=address,
        behalf=behalf_of(seen.held.draft, asked),
        fields=fields,
        wrong=summary(fields),
        problem=problem,
        most=size_text(asked.deps.materials.most_taken),
        most_sent=size_text(MOST_BYTES),
        most_bytes=MOST_BYTES,
        by_form=asked.deps.materials.most_taken,
        back=_back(asked),
        clerk=asked.by.role is Role.CLERK,
    )
    wrong = bool(error or problem)
    return Shown(
        "intake/paper.html",
        paper.name,
        shown,
        status if wrong else 200,
        wrong=wrong,
        headers=policy(asked.deps),
    )


PAGES = (
    Page(method="GET", path=_PAPERS, roles=SUBMITTERS, handler=_show_papers),
    Page(method="GET", path=PAPER_PATH, roles=SUBMITTERS, handler=show_paper),
    Page(method="POST", path=PAPER_PATH, roles=SUBMITTERS, handler=bring_paper, most=OF_A_FILE),
    Page(method="POST", path=f"{PAPER_PATH}/deferral", roles=SUBMITTERS, handler=defer_paper),
    Page(method="GET", path=f"{PAPER_PATH}/files/{{material_id}}", roles=SUBMITTERS, handler=open_file),
    Page(
        method="POST",
        path=f"{PAPER_PATH}/files/{{material_id}}/confirmation",
        roles=SUBMITTERS,
        handler=look_again,
    ),
    Page(
        method="POST",
        path=f"{PAPER_PATH}/files/{{material_id}}/deletion",
        roles=SUBMITTERS,
        handler=delete_file,
    ),
)
