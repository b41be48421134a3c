"""Bringing one paper to a case under way: what was deferred (容缺), what a correction asks for, what proves a contest."""

from dataclasses import dataclass
from functools import partial

from functions.domain.intake.files import MOST_BYTES, size_text
from functions.pages.case.views import address_of_case
from functions.pages.fields import Field, Wrong, summary
from functions.pages.files import OF_A_FILE, TOLD, is_picture
from functions.pages.intake.sending import (
    FILE,
    NO_FILE,
    announced_to_script,
    confirmed_to_script,
    file_field,
    policy,
    sent_request,
    status_told,
)
from functions.pages.moments import moment
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.pages.refusals import PageNotFound
from functions.shapes.intake.materials import uploaded_view
from functions.shapes.words import item_name
from functions.usecases.applicant import supply
from functions.usecases.applicant.supply import Brought
from functions.web.roles import SUBMITTERS
from schemas.codes import ItemStatus

BRING = "/cases/{case_id}/materials/{item}/{material}"


@dataclass(frozen=True, slots=True)
class _Line:
    """A file: `again`, where it is looked at once more; `open`, where it is seen."""

    said: str
    again: str = ""
    open: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class BringPage:
    """`back`: (address, words) of what the paper is for. `most`, `by_form`: of a file without a script; `most_sent`,
    `most_bytes`: with one."""

    address: str
    back: tuple[str, str]
    name: str
    item: str
    lines: tuple[_Line, ...]
    open: bool
    field: Field
    wrong: tuple[Wrong, ...]
    problem: str
    most: str
    most_sent: str
    most_bytes: int
    by_form: int


def show_bring(asked: Asked) -> Answer:
    return _shown(asked)


def bring_file(asked: Asked) -> Answer:
    """A browser without a script sends the file itself."""
    files = asked.form.sent_files(FILE)
    if not files:
        return _shown(asked, error=NO_FILE)
    try:
        for file in files:
            request = sent_request(asked, file)
            supply.bring_to_case(asked.path["case_id"], request, file.content, by=asked.by, deps=asked.deps)
    except TOLD as error:
        return _shown(asked, error=error.detail, status=status_told(error))
    return Sent(_here(asked))


def look_at_file_again(asked: Asked) -> Answer:
    """At one that was sent and was not looked at to the end."""
    try:
        _confirm(asked, asked.path["material_id"])
    except TOLD as error:
        return _shown(asked, problem=error.detail, status=status_told(error))
    return Sent(_here(asked))


def announce_brought(asked: Asked) -> Answer:
    """For the page's own script (static/upload.js), which sends the file to the address that it is told here."""
    case_id = asked.path["case_id"]
    return announced_to_script(asked, partial(supply.announce_to_case, case_id, by=asked.by, deps=asked.deps))


def confirm_brought(asked: Asked) -> Answer:
    """For the page's own script, once the file was sent."""
    return confirmed_to_script(partial(_confirm, asked, asked.form.text("id")), _here(asked))


def _confirm(asked: Asked, upload_id: str) -> None:
    supply.confirm_to_case(asked.path["case_id"], upload_id, by=asked.by, deps=asked.deps)


def _here(asked: Asked) -> str:
    path = asked.path
    return address_of_case(path["case_id"], "materials", path["item"], path["material"])


def _shown(asked: Asked, *, error: str = "", problem: str = "", status: int = 422) -> Shown:
    path, deps = asked.path, asked.deps
    found = supply.brought_to_case(path["case_id"], path["item"], path["material"], by=asked.by, deps=deps)
    lines = _lines(found, asked)
    if not found.open and not lines and not (error or problem):
        raise PageNotFound
    field = file_field(error)
    page = BringPage(
        address=_here(asked),
        back=_back(found, asked),
        name=found.name,
        item=item_name(deps.editions(found.ledger.case.edition), path["item"]),
        lines=lines,
        open=found.open,
        field=field,
        wrong=summary((field,)),
        problem=problem,
        most=size_text(deps.materials.most_taken),
        most_sent=size_text(MOST_BYTES),
        most_bytes=MOST_BYTES,
        by_form=deps.materials.most_taken,
    )
    wrong = bool(error or problem)
    return Shown(
        "applicant/bring.html",
        f"上传材料：{found.name}",
        page,
        status if wrong else 200,
        wrong=wrong,
        headers=policy(deps),
    )


def _lines(found: Brought, asked: Asked) -> tuple[_Line, ...]:
    now = asked.deps.clock()
    held = (
        _Line(
            f"{moment(one.at, now)}收到，{size_text(one.size)}",
            open=address_of_case(asked.path["case_id"], "files", one.id),
            picture=f"{found.name}，第 {number} 个文件" if is_picture(one.media_type) else "",
        )
        for number, one in enumerate(found.held, 1)
    )
    waiting = (
        _Line(uploaded_view(one).state_text, f"{_here(asked)}/files/{one.id}/confirmation")
        for one in found.waiting
    )
    return (*held, *waiting)


def _back(found: Brought, asked: Asked) -> tuple[str, str]:
    case_id, status = asked.path["case_id"], found.ledger.item(asked.path["item"]).status
    if status is ItemStatus.CORRECTING:
        return address_of_case(case_id, "corrections"), "返回补正"
    if status is ItemStatus.CONTESTABLE:
        return address_of_case(case_id, "contest"), "返回提出异议"
    return address_of_case(case_id, "materials"), "返回申请材料"


PAGES = (
    Page(method="GET", path=BRING, roles=SUBMITTERS, handler=show_bring),
    Page(method="POST", path=BRING, roles=SUBMITTERS, handler=bring_file, most=OF_A_FILE),
    Page(method="POST", path=f"{BRING}/announcement", roles=SUBMITTERS, handler=announce_brought),
    Page(method="POST", path=f"{BRING}/confirmation", roles=SUBMITTERS, handler=confirm_brought),
    Page(
        method="POST",
        path=f"{BRING}/files/{{material_id}}/confirmation",
        roles=SUBMITTERS,
        handler=look_at_file_again,
    ),
)
