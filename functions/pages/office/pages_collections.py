"""结果领取、到场: who is at the counter brings a reference; what is to be handed out, and for what they had to come."""

from dataclasses import dataclass

from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import CaseNotFound
from functions.domain.case.todos import mark_of, open_todos, to_be_handed_over
from functions.pages.case.handover import HandoverFields, handover_fields
from functions.pages.fields import Field, Wrong, summary, with_errors
from functions.pages.keys import new_key
from functions.pages.moments import day
from functions.pages.office.pages_list import reference_field
from functions.pages.office.views_list import desk_address
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.applicant.todos import collection_list_view
from functions.shapes.case.handover import collected_view
from functions.shapes.words import item_name
from functions.usecases.applicant.todos import Collection
from functions.usecases.office import desk
from functions.web.path_parameters import PARAMETERS
from functions.web.roles import STAFF
from schemas.applicant.todos import CollectionView
from schemas.codes import CHINESE
from schemas.codes_citizen import TodoKind


@dataclass(frozen=True, slots=True)
class ToCollect:
    """`address`: where it is said that the applicant has it."""

    view: CollectionView
    address: str
    handover: HandoverFields


@dataclass(frozen=True, slots=True)
class ToCome:
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Marked:
    """What has been said already: of which item, what, by whom, when. `more`: who came for a result."""

    name: str
    words: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class CollectionsPage:
    """`asked`: a reference was given and found."""

    field: Field
    wrong: tuple[Wrong, ...]
    asked: bool
    key: str
    results: tuple[ToCollect, ...]
    visits: tuple[ToCome, ...]
    marked: tuple[Marked, ...]


def show_office_collections(asked: Asked) -> Answer:
    given = asked.query.get("reference", "").strip()
    found, error = _found(asked, given) if given else (None, "")
    (field,) = with_errors((reference_field(given),), {"reference": error})
    wrong = summary((field,))
    ledger, items = found or (None, ())
    view = CollectionsPage(
        field=field,
        wrong=wrong,
        asked=found is not None,
        key=new_key(asked),
        results=_results(ledger, items, asked) if ledger else (),
        visits=_visits(ledger, items, asked) if ledger else (),
        marked=_marked(ledger, items, asked) if ledger else (),
    )
    return Shown("office/collections.html", "结果领取、到场登记", view, wrong=bool(wrong))


def _found(asked: Asked, given: str) -> tuple[tuple[Ledger, tuple[CaseItem, ...]] | None, str]:
    spelled = PARAMETERS["reference"].spell(given)
    if not PARAMETERS["reference"].admits(spelled):
        return None, "办件编号应以 TY 开头，共 17 位，请照回执填写。"
    try:
        return desk.of_reference(spelled, by=asked.by, deps=asked.deps), ""
    except CaseNotFound:
        return None, "没有找到本部门、本辖区的这一办件，请核对编号。"


def _results(ledger: Ledger, items: tuple[CaseItem, ...], asked: Asked) -> tuple[ToCollect, ...]:
    waiting = tuple(Collection(ledger, item) for item in items if to_be_handed_over(item))
    views = collection_list_view(waiting, asked.deps).entries
    return tuple(
        ToCollect(one, f"{desk_address(one.case_id, one.item)}/todos", handover_fields(one.item))
        for one in views
    )


def _visits(ledger: Ledger, items: tuple[CaseItem, ...], asked: Asked) -> tuple[ToCome, ...]:
    edition = asked.deps.editions(ledger.case.edition)
    return tuple(
        ToCome(item_name(edition, item.code), f"{desk_address(item.case_id, item.code)}/todos")
        for item in items
        if _is_open(item, TodoKind.VISIT)
    )


def _is_open(item: CaseItem, kind: TodoKind) -> bool:
    return any(one.kind is kind for one in open_todos(item))


def _marked(ledger: Ledger, items: tuple[CaseItem, ...], asked: Asked) -> tuple[Marked, ...]:
    edition = asked.deps.editions(ledger.case.edition)
    return tuple(
        Marked(
            item_name(edition, item.code),
            f"{'已领取' if kind is TodoKind.FETCH else '已到场'}，{day(mark.at)}由{CHINESE[mark.by]}登记",
            _collected(item) if kind is TodoKind.FETCH else "",
        )
        for item in items
        for kind in (TodoKind.VISIT, TodoKind.FETCH)
        if (mark := mark_of(item, kind))
    )


def _collected(item: CaseItem) -> str:
    """Who came for it, where that was said."""
    view = collected_view(item, whole=True)
    return view.text if view and view.paper else ""


PAGES = (Page(method="GET", path="/office/collections", roles=STAFF, handler=show_office_collections),)
