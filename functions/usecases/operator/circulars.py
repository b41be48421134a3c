"""业务口径和通知: published for a place by its operators or those over it, found by everybody who works there, replaced or
withdrawn with a reason. What once applied stays readable.
"""

from dataclasses import replace
from datetime import date
from hashlib import sha256

from functions.domain.case.access import Principal, region_holds
from functions.domain.catalogue.refusals import UnknownItem, UnknownRegion
from functions.domain.clock import shanghai_date
from functions.domain.conflicts import CircularEnded
from functions.domain.errors import FieldProblem
from functions.domain.operator.circulars import (
    circular_state,
    is_addressed,
    is_sought,
    is_still_followed,
    places_over,
)
from functions.domain.operator.refusals import CircularNotFound, InvalidCircular
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.guide.advise import guide
from functions.usecases.record_kinds.operator import CIRCULAR, CIRCULAR_SENT
from functions.usecases.records import Body, change_record, first_under, newest_first
from functions.usecases.walks import list_by_list
from schemas.operator.circulars import CircularKind, CircularOrder
from schemas.regions import enclosing
from schemas.wire import EARLIEST, LATEST, PROVINCE

_FEWER = "没有发出：新的一份要能让看原来那份的人都看到，请修改后再发。"
_FEWER_PLACES = "请选择原来那份发给的地方，或者包含它的地方；只改其中一部分地方的，另发一份，不代替原来的。"
_FEWER_DEPARTMENTS = "请包括原来那份发给的全部部门；原来发给所有部门的，不要选。"


def publish(order: CircularOrder, *, by: Principal, key: str, deps: Deps) -> Record:
    """The same key with the same words publishes once; what it replaces is told so after it stands.

    Raises UnknownRegion, UnknownItem, InvalidCircular, CircularNotFound, CircularEnded, KeyReused, StoreBusy.
    """
    _check(order, by, deps)
    circular_id = _id_under(key, order, by, deps)
    if order.replaces:
        _check_replaced(order, order.replaces, circular_id, by, deps)
    signed = {"by": by.subject, "at": deps.clock().isoformat(), **_from_above(order.region, by)}
    body = {**order.model_dump(mode="json", exclude={"region"}), **signed}
    body["items"] = list(dict.fromkeys(order.items))
    place, number = _placed(circular_id)
    change_record(deps.store, f"{CIRCULAR}#{place}", number, lambda found: found or body)
    if order.replaces:
        _replace(order.replaces, circular_id, order.effective_on, deps)
    return _one(circular_id, deps)


def _from_above(place: str, by: Principal) -> Body:
    """Whose questions are asked where a place's are looks no further than right under itself."""
    near = by.region is None or by.region in enclosing(place)[:2]
    return {} if near else {"issued_from": by.region}


def _replace(old: str, new: str, since: date, deps: Deps) -> None:
    """Of two that replace the same, the first stands and the other is taken back. Raises CircularEnded."""
    place, number = _placed(old)

    def rule(body: Body | None) -> Body:
        if body is None:
            raise CircularNotFound
        _check_may_end(body, new)
        return {**body, "replaced_by": new, "replaced_on": since.isoformat()}

    try:
        change_record(deps.store, f"{CIRCULAR}#{place}", number, rule)
    except CircularEnded:
        place, number = _placed(new)
        if made := deps.store.record(f"{CIRCULAR}#{place}", number):
            deps.store.delete(made)
        raise


def _check(order: CircularOrder, by: Principal, deps: Deps) -> None:
    edition = guide(deps)
    if not region_holds(by.region, order.region) or not (
        order.region == PROVINCE or edition.regions.has(order.region)
    ):
        raise UnknownRegion(problems=(FieldProblem("/region", "没有这个地方，或者不在您的管辖区域。"),))
    known = {one.code for one in (edition.service_check, *edition.items)}
    wrong = [place for place, code in enumerate(order.items) if code not in known]
    if wrong:
        raise UnknownItem(problems=tuple(FieldProblem(f"/items/{one}", "没有这个事项。") for one in wrong))
    if order.acknowledge_by and order.acknowledge_by < shanghai_date(deps.clock()):
        raise InvalidCircular(
            problems=(FieldProblem("/acknowledge_by", "签收的日期已经过去，请改为今天或者以后。"),)
        )
    if not shanghai_date(EARLIEST) <= order.effective_on < shanghai_date(LATEST):
        raise InvalidCircular(
            problems=(FieldProblem("/effective_on", "从哪天起适用的日期不对，请核对年份。"),)
        )


def _check_replaced(order: CircularOrder, old: str, new: str, by: Principal, deps: Deps) -> None:
    """Raises CircularNotFound, CircularEnded, InvalidCircular: who reads the old one has to find the new one."""
    found = circular_of(old, by=by, deps=deps)
    if not region_holds(by.region, circular_place(old)):
        raise CircularNotFound
    _check_may_end(found.body, new)
    if not region_holds(order.region, circular_place(old)):
        raise InvalidCircular(_FEWER, problems=(FieldProblem("/region", _FEWER_PLACES),))
    told, departments = set(order.departments), set(found.body["departments"])
    if told and not (departments and departments <= told):
        raise InvalidCircular(_FEWER, problems=(FieldProblem("/departments", _FEWER_DEPARTMENTS),))


def _check_may_end(body: Body, new: str) -> None:
    """Raises CircularEnded: it is withdrawn, or another one replaces it."""
    if body.get("withdrawn") or body.get("replaced_by") not in (None, new):
        raise CircularEnded


def _id_under(key: str, order: CircularOrder, by: Principal, deps: Deps) -> str:
    """Raises KeyReused."""
    name = sha256(f"{by.subject}/{key}".encode()).hexdigest()
    now = deps.clock()
    digest = sha256(order.model_dump_json().encode()).hexdigest()
    fresh: Body = {"id": f"{order.region}-{newest_first(now)}-{name[:12]}", "digest": digest}
    return str(first_under(CIRCULAR_SENT, name, fresh, now=now, store=deps.store)["id"])


def withdraw_circular(circular_id: str, reason: str, *, by: Principal, deps: Deps) -> Record:
    """The same said again changes nothing. Raises CircularNotFound, CircularEnded if it has ended otherwise, StoreBusy."""
    circular_of(circular_id, by=by, deps=deps)
    if not region_holds(by.region, circular_place(circular_id)):
        raise CircularNotFound
    withdrawn = {"at": deps.clock().isoformat(), "by": by.subject, "reason": reason}
    said, (place, number) = (by.subject, reason), _placed(circular_id)
    today = shanghai_date(deps.clock())

    def rule(body: Body | None) -> Body:
        if body is None:
            raise CircularNotFound
        earlier = body.get("withdrawn")
        if circular_state(body, today) == "replaced" or (
            earlier and (earlier["by"], earlier["reason"]) != said
        ):
            raise CircularEnded
        return body if earlier else {**body, "withdrawn": withdrawn}

    change_record(deps.store, f"{CIRCULAR}#{place}", number, rule)
    ended = _one(circular_id, deps)
    if replaced := ended.body["replaces"]:
        _let_stand(replaced, circular_id, today, deps)
    return ended


def _let_stand(old: str, new: str, today: date, deps: Deps) -> None:
    """What is still followed, and would have been replaced by what is withdrawn, is followed on."""
    place, number = _placed(old)

    def rule(body: Body | None) -> Body:
        if body is None:
            raise CircularNotFound
        if body.get("replaced_by") != new or not is_still_followed(body, today):
            return body
        return {name: value for name, value in body.items() if name not in ("replaced_by", "replaced_on")}

    change_record(deps.store, f"{CIRCULAR}#{place}", number, rule)


def circular_of(circular_id: str, *, by: Principal, deps: Deps) -> Record:
    """For whoever works where it is for, and for operators over that place. Raises CircularNotFound."""
    place = circular_place(circular_id)
    found = _one(circular_id, deps)
    if place not in places_over(by.region) and not region_holds(by.region, place):
        raise CircularNotFound
    if not is_addressed(found.body, by):
        raise CircularNotFound
    return found


def circulars(
    words: str = "",
    *,
    place: str | None = None,
    item: str | None = None,
    kind: CircularKind | None = None,
    ended: bool = False,
    by: Principal,
    limit: int,
    cursor: str | None,
    deps: Deps,
) -> Page[Record]:
    """Of the reader's own place first, then of those over it; of each the newest first. `place`: of one of those, or of one
    within the reader's own, alone. `ended`: those that do not apply any more, instead.

    Their keys are whole ids. A page may be short and more follow. Raises BadCursor.
    """
    mine, today = places_over(by.region), shanghai_date(deps.clock())
    if place is not None:
        mine = (place,) if place in mine or region_holds(by.region, place) else ()

    def read(one: str, size: int, inner: str | None) -> Page[Record]:
        page = deps.store.records(f"{CIRCULAR}#{one}", limit=size, cursor=inner)
        return replace(
            page,
            entries=tuple(replace(found, key=f"{one}-{found.key}") for found in page.entries),
            unreadable=tuple(f"{one}-{key}" for key in page.unreadable),
        )

    def wanted(record: Record) -> bool:
        applies = circular_state(record.body, today) == "in_force"
        return (
            applies != ended and is_addressed(record.body, by) and is_sought(record.body, words, item, kind)
        )

    return list_by_list(mine, read, wanted=wanted, limit=limit, cursor=cursor, at_once=deps.at_once)


def circular_place(circular_id: str) -> str:
    return circular_id.partition("-")[0]


def _placed(circular_id: str) -> tuple[str, str]:
    place, _, number = circular_id.partition("-")
    return place, number


def _one(circular_id: str, deps: Deps) -> Record:
    place, number = _placed(circular_id)
    found = deps.store.record(f"{CIRCULAR}#{place}", number)
    if found is None:
        raise CircularNotFound
    return replace(found, key=circular_id)
