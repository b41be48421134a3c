"""Forms and letters of a case to download: the same papers as the interface prints."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from functions.domain.intake.files import PDF
from functions.pages.case.views import address_of_case
from functions.pages.page import Answer, Asked, Handed, Page, Shown
from functions.shapes.applicant.papers import paper_title, printed
from functions.usecases.applicant import papers
from functions.usecases.applicant.papers import ListedPaper
from functions.web.roles import SUBMITTERS

_PAPERS = "/cases/{case_id}/papers"


@dataclass(frozen=True, slots=True)
class _Line:
    href: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Group:
    """Papers of one item; of the whole case where it has no name."""

    name: str
    lines: tuple[_Line, ...]


def _show_papers(asked: Asked) -> Answer:
    case_id = asked.path["case_id"]
    listed = papers.forms_of(case_id, by=asked.by, deps=asked.deps)
    view = {"case_id": case_id, "groups": tuple(_groups(case_id, listed))}
    return Shown("applicant/papers.html", "表格和文书", view)


def _groups(case_id: str, listed: tuple[ListedPaper, ...]) -> Iterator[_Group]:
    for name in dict.fromkeys(one.name for one in listed):
        lines = (_line(case_id, one) for one in listed if one.name == name)
        yield _Group(name or "整个办件", tuple(lines))


def _line(case_id: str, one: ListedPaper) -> _Line:
    return _Line(address_of_case(case_id, "papers", *_place(one)), paper_title(one), one.at)


def _place(one: ListedPaper) -> tuple[str, ...]:
    if one.item is None:
        return ("registration",)
    return ("forms", one.item) if one.letter is None else ("letters", one.item, one.letter)


def hand_registration(asked: Asked) -> Answer:
    paper = papers.registration_form_of(asked.path["case_id"], by=asked.by, deps=asked.deps)
    return _handed(*printed(paper, "registration-form", asked.deps))


def hand_form(asked: Asked) -> Answer:
    item = asked.path["item"]
    paper = papers.application_form_of(asked.path["case_id"], item, by=asked.by, deps=asked.deps)
    return _handed(*printed(paper, item, asked.deps))


def hand_letter(asked: Asked) -> Answer:
    item, letter = asked.path["item"], asked.path["letter"]
    paper = papers.letter_of(asked.path["case_id"], item, letter, by=asked.by, deps=asked.deps)
    return _handed(*printed(paper, f"{item}-{letter}", asked.deps))


def _handed(file: bytes, headers: dict[str, str]) -> Handed:
    return Handed(file, PDF, headers)


PAGES = (
    Page(method="GET", path=_PAPERS, roles=SUBMITTERS, handler=_show_papers),
    Page(method="GET", path=f"{_PAPERS}/registration", roles=SUBMITTERS, handler=hand_registration),
    Page(method="GET", path=f"{_PAPERS}/forms/{{item}}", roles=SUBMITTERS, handler=hand_form),
    Page(method="GET", path=f"{_PAPERS}/letters/{{item}}/{{letter}}", roles=SUBMITTERS, handler=hand_letter),
)
