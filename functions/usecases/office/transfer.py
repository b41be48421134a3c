"""An office hands an item to another one of its department (移送): recorded with its reason, and sent afterwards.

The order's key is its dedupe: sent twice, it is done once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from functions.domain.case.access import Principal
from functions.domain.case.answered import check_round
from functions.domain.case.case import Change, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import ItemNotFound
from functions.domain.conflicts import AnswerOutOfPlace, ClaimFirst, KeyReused, WebhookIdReused
from functions.domain.errors import FieldProblem
from functions.domain.office.refusals import UnknownOffice
from functions.domain.office.transfers import transferred
from functions.domain.office.worklist import claimed_by
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.usecases.case.advance import advance, left_to_sweep
from functions.usecases.case.once import KeyedAct, OnceResult, act_of, do_once
from functions.usecases.office.jurisdiction import region_served
from functions.usecases.office.places import Place, check_place
from functions.usecases.walks import event_pages
from schemas.codes import Department, EventKind
from schemas.office.transfers import SignedTransfer, Transfer

_Judge = Callable[[CaseItem], None]

# Of what is no answer: nothing of it is kept.
_NOT_THIS_ROUND = "该事项还没有分发到这一轮（round），没有移送。请按最近一次分发的轮次移送。"
_ANOTHER_TRANSFER = (
    "同一编号（webhook-id）已用于内容不同的另一次移送，本次没有移送。请为新的移送使用新的编号。"
)


@dataclass(frozen=True, slots=True)
class Transferred:
    reference: str
    item: str
    office: str
    office_name: str
    round: int
    at: datetime


def transfer_at_desk(place: Place, given: Transfer, *, by: Principal, key: str, deps: Deps) -> Transferred:
    """Raises CaseNotFound, ItemNotFound, ClaimFirst, TransferredAway, TransferOutOfPlace, UnknownOffice, KeyReused."""

    def judge(item: CaseItem) -> None:
        check_place(place, item, by, deps)
        if claimed_by(item, by.subject) != "me":
            raise ClaimFirst

    act = act_of(f"transfer/{place.item}", place.case_id, given, by=by, key=key)
    return _transfer(KeyedAct(act.case_id, act.name, act.digest, by.subject), place.item, given, judge, deps)


def handed_on_to(place: Place, since: datetime, *, by: Principal, deps: Deps) -> str:
    """The office that this person has handed it to, since then, where nobody has handed it on again; "" for none."""
    every = (one for page in event_pages(deps.store, place.case_id) for one in page.entries)
    handed_on = [one for one in every if (one.kind, one.item) == (EventKind.TRANSFERRED, place.item)]
    last = handed_on[-1] if handed_on else None
    mine = last is not None and last.actor == by.subject and last.at >= since
    return str(last.detail.get("office_name", "")) if last and mine else ""


def transfer_by_system(
    department: Department, given: SignedTransfer, *, webhook_id: str, deps: Deps
) -> Transferred:
    """Any key of the department speaks for all its offices, as with answers.

    Raises CaseNotFound, ItemNotFound, RoundSuperseded, TransferredAway, AnswerOutOfPlace, TransferOutOfPlace,
    UnknownOffice, WebhookIdReused.
    """

    def judge(item: CaseItem) -> None:
        if item.department is not department:
            raise ItemNotFound
        try:
            check_round(item, given.round)
        except AnswerOutOfPlace as error:
            raise AnswerOutOfPlace(_NOT_THIS_ROUND) from error

    case_id = deps.store.case_id_of(given.reference)
    whose = sha256(f"{department}/{webhook_id}".encode()).hexdigest()[:32]
    digest = sha256(given.model_dump_json().encode()).hexdigest()
    act = KeyedAct(case_id, f"transfer/{given.item}/{whose}", digest, department.value)
    try:
        return _transfer(act, given.item, given, judge, deps)
    except KeyReused as error:
        raise WebhookIdReused(_ANOTHER_TRANSFER) from error


def _transfer(act: KeyedAct, code: str, given: Transfer, judge: _Judge, deps: Deps) -> Transferred:
    now = deps.clock()

    def make(ledger: Ledger) -> tuple[Change, OnceResult]:
        item = ledger.item(code)
        judge(item)
        office, region = _target(item, given, deps)
        after = transferred(item, office.id, region, now)
        told = {"office": office.id, "office_name": office.name, "round": after.dispatch.round}
        detail = {"reason": given.reason, "from": item.dispatch.office, **told}
        event = act.event(0, EventKind.TRANSFERRED, code, detail, now)
        return Change(items=(after,), events=(event,)), {**told, "at": now.isoformat()}

    done = do_once(act, make, deps)
    if not done.again:
        with left_to_sweep():
            advance(act.case_id, deps, release=True)
    told = done.result
    reference = deps.store.ledger(act.case_id).case.reference
    at = datetime.fromisoformat(told["at"])
    return Transferred(reference, code, told["office"], told["office_name"], told["round"], at)


def _target(item: CaseItem, given: Transfer, deps: Deps) -> tuple[Office, str]:
    """With the region that it goes to. Raises UnknownOffice."""
    found = deps.offices.by_id(given.office) if given.office else None
    if given.region and deps.editions(deps.current_edition).regions.has(given.region):
        city = f"{given.region[:4]}00"
        county = None if given.region == city else given.region
        found = deps.offices.office(item.department, city=city, county=county)
    if found is None or found.department is not item.department or found.id == item.dispatch.office:
        where = "/office" if given.office else "/region"
        raise UnknownOffice(
            problems=(FieldProblem(where, "请填写本部门另一个办理机构，或者由另一个机构办理的地方。"),)
        )
    return found, given.region or region_served(found, deps)
