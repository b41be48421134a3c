"""An item handed to another office of the department (移送): to which place's, and why."""

import json
from dataclasses import dataclass

from pydantic import ValidationError

from functions.domain.office.transfers import may_be_transferred
from functions.pages.choosing_places import place_choices
from functions.pages.done_marks import JUST_NOW
from functions.pages.expected import EXPECTED, by_field, told
from functions.pages.fields import Field, Kind, Wrong, filled, summary, with_errors
from functions.pages.keys import key_of, new_key
from functions.pages.office.pages_item import ITEM_PATH
from functions.pages.office.place import asked_place
from functions.pages.office.views_list import desk_address
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.words import item_name
from functions.usecases.guide.advise import guide
from functions.usecases.office import desk
from functions.usecases.office.transfer import handed_on_to, transfer_at_desk
from functions.web.roles import STAFF
from schemas.office.transfers import Transfer

_PATH = f"{ITEM_PATH}/transfer"
_NOWHERE = "请选择移送给哪个地方。"
_TITLE = "移送本部门其他机构"


@dataclass(frozen=True, slots=True)
class _TransferPage:
    """`done`: where it went; "" before. `open`: it can be handed on now."""

    name: str
    address: str
    key: str = ""
    done: str = ""
    open: bool = False
    problem: str = ""
    fields: tuple[Field, ...] = ()
    wrong: tuple[Wrong, ...] = ()


def show_transfer(asked: Asked) -> Answer:
    """Once it was handed on, where to: it is not there any more for whoever did that."""
    place, since = asked_place(asked), asked.deps.clock() - JUST_NOW
    to = handed_on_to(place, since, by=asked.by, deps=asked.deps) if asked.query.get("done") else ""
    if not to:
        return _shown(asked, {})
    name = item_name(guide(asked.deps), place.item)
    view = _TransferPage(name, desk_address(place.case_id, place.item), done=to)
    return Shown("office/transfer.html", _TITLE, view)


def transfer_office_item(asked: Asked) -> Answer:
    place = asked_place(asked)
    given = {name: asked.form.text(name) for name in ("region", "reason") if asked.form.text(name)}
    try:
        order = Transfer.model_validate_json(json.dumps(given))
        transfer_at_desk(place, order, by=asked.by, key=key_of(asked), deps=asked.deps)
    except ValidationError as error:
        wrong = by_field(error)
        return _shown(asked, wrong if given.get("region") else {**wrong, "region": _NOWHERE})
    except EXPECTED as error:
        words, status = told(error)
        problems = {one.pointer[1:]: one.detail for one in error.problems}
        return _shown(asked, problems, problem="" if problems else words, status=status)
    return Sent(f"{desk_address(place.case_id, place.item)}/transfer?done=1")


def _shown(asked: Asked, errors: dict[str, str], *, problem: str = "", status: int = 422) -> Answer:
    """Raises CaseNotFound, ItemNotFound."""
    place = asked_place(asked)
    _, item = desk.own_item(place, by=asked.by, deps=asked.deps)
    regions = guide(asked.deps).regions
    choices = tuple(place_choices(regions, (city.code for city in regions.cities)))
    blank = (
        Field("region", "移送给哪个地方的本部门机构", Kind.SELECT, choices=choices),
        Field("reason", "理由", Kind.LONG_TEXT, rows=3, hint="申请人和运行管理员会看到。"),
    )
    fields = with_errors(tuple(filled(one, asked.form) for one in blank), errors)
    wrong = summary(fields)
    view = _TransferPage(
        name=item_name(guide(asked.deps), place.item),
        address=desk_address(place.case_id, place.item),
        key=new_key(asked),
        open=may_be_transferred(item),
        problem=problem,
        fields=fields,
        wrong=wrong,
    )
    bad = bool(wrong or problem)
    return Shown("office/transfer.html", _TITLE, view, status if bad else 200, wrong=bad)


PAGES = (
    Page(method="GET", path=_PATH, roles=STAFF, handler=show_transfer),
    Page(method="POST", path=_PATH, roles=STAFF, handler=transfer_office_item),
)
