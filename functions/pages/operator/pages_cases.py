"""The list of cases: every filter stands in the address, which is how one is saved and passed on."""

from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.case import Case
from functions.domain.case.refusals import CaseNotFound
from functions.domain.refusals import TooOften
from functions.pages.expected import told
from functions.pages.fields import Field
from functions.pages.moments import moment
from functions.pages.operator import filters
from functions.pages.operator.addresses import CASES, address, case_address
from functions.pages.operator.cases_wanted import CASE_FILTERS, READY, cases_wanted, fields_of
from functions.pages.operator.views_item import office_name
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.ports.page import Page as Found
from functions.shapes.case.case import case_page
from functions.usecases.guide.advise import guide
from functions.usecases.operator.find_cases import Wanted, count_cases, found_cases
from functions.web.roles import OPERATORS
from functions.web.whole_number import number_or
from schemas.case.views import ListedCaseView

_LENGTH = 30

_Cell = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Counted:
    """`words` "": that was not asked for. `onward`: where the count goes on; "" where these are all."""

    words: str = ""
    count: str = ""
    onward: str = ""


@dataclass(frozen=True, slots=True)
class _CasesPage:
    """`walked`: some of the filters are applied while walking. `counted`: how many there are, if that was asked for.

    `longest`: the longest in their state come first, whatever order was asked for.
    """

    ready: tuple[filters.Tab, ...]
    fields: tuple[Field, ...]
    kept: tuple[tuple[str, str], ...]
    office: str
    rows: tuple[tuple[_Cell, ...], ...]
    more: str
    walked: bool
    longest: bool
    counted: str
    count: str
    trouble: str
    unreadable: tuple[_Cell, ...]


def show_console_cases(asked: Asked) -> Answer:
    wanted, errors = cases_wanted(asked)
    found: Found[Case] = Found(())
    counted, trouble, status = _Counted(), errors.get("reference", ""), 422 if errors else 200
    if not errors:
        try:
            found, counted = _found(asked, wanted)
        except (CaseNotFound, TooOften) as error:
            trouble, status = told(error)
    if wanted.reference and len(found.entries) == 1:
        return Sent(case_address(found.entries[0].id))
    view = _view(asked, wanted, found, counted, trouble, errors)
    return Shown("operator/cases.html", "查办件", view, status=status, wrong=bool(errors))


def _found(asked: Asked, wanted: Wanted) -> tuple[Found[Case], _Counted]:
    """The order is the store's, so that nothing is left out of it."""
    counted = _counted(asked, wanted) if asked.query.get("count") else _Counted()
    cursor = asked.query.get("cursor") or None
    return found_cases(wanted, by=asked.by, limit=_LENGTH, cursor=cursor, deps=asked.deps), counted


def _counted(asked: Asked, wanted: Wanted) -> _Counted:
    """As many as one look bears, beside those of the looks before, which the address says."""
    onward = asked.query.get("count_from") or None
    before = number_or(0, asked.query["count"], digits=8) if onward else 0
    more, onward = count_cases(wanted, by=asked.by, deps=asked.deps, cursor=onward)
    return _Counted(f"{'至少 ' if onward else ''}{before + more} 件", str(before + more), onward or "")


def _view(
    asked: Asked, wanted: Wanted, found: Found[Case], counted: _Counted, trouble: str, errors: dict[str, str]
) -> _CasesPage:
    here = {name: asked.query[name] for name in CASE_FILTERS if asked.query.get(name)}
    sort = asked.query.get("sort", "")
    page = case_page(found, guide(asked.deps))
    return _CasesPage(
        ready=tuple(filters.Tab(address(CASES, **given), words, given == here) for words, given in READY),
        fields=fields_of(asked, wanted, errors),
        kept=(("office", wanted.office),) if wanted.office else (),
        office=office_name(wanted.office, asked.deps) if wanted.office else "",
        rows=tuple(_row(one, asked.deps.clock()) for one in page.entries),
        more=address(CASES, **here, sort=sort, cursor=page.cursor) if page.cursor else "",
        walked=wanted.walks,
        longest=bool(wanted.stuck or wanted.office),
        counted=counted.words,
        count=address(CASES, **here, sort=sort, count=counted.count or "0", count_from=counted.onward)
        if counted.onward or not counted.words
        else "",
        trouble=trouble,
        unreadable=tuple(("打开", case_address(one)) for one in page.unreadable),
    )


def _row(one: ListedCaseView, now: datetime) -> tuple[_Cell, ...]:
    return (
        (one.reference, case_address(one.case_id)),
        one.status_text,
        one.city_text + (one.county_text or ""),
        moment(one.opened_at, now),
        moment(one.closed_at, now) if one.closed_at else "",
    )


PAGES = (Page(method="GET", path=CASES, roles=OPERATORS, handler=show_console_cases),)
