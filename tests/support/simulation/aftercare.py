"""What people do after an item is decided: applicants rate it, offices call back, operators see to notices that failed."""

from collections.abc import Callable
from itertools import count

from functions.domain.case.access import Principal
from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem, attention
from functions.domain.case.ratings import is_rateable, next_look
from functions.domain.case.todos import MARKED_BY, open_todos
from functions.ports.deps import Deps
from functions.usecases.applicant.rate import rate
from functions.usecases.applicant.todos import mark, mark_at_office, tell
from functions.usecases.applicant.visits import report_visit
from functions.usecases.office.places import Place
from functions.usecases.operator.operate import resolve
from schemas.applicant.ratings import RatingOrder, VisitReport
from schemas.applicant.todos import Telling, TodoDone
from schemas.codes import Role
from schemas.codes_citizen import RatingLevel, ToldHow
from schemas.operator.acts import Notify, Told
from tests.support.simulation.applicants import APPLICANT, CLERK
from tests.support.simulation.requests import Request, Requests
from tests.support.simulation.watcher import require
from tests.support.simulation.world import World

_OPERATOR = Principal("operator-9", Role.OPERATOR, "440000")
_MARKED = MARKED_BY[Role.DEPARTMENT_STAFF]


def _telling(case_id: str, given: Telling, key: str) -> Callable[[Deps], object]:
    return lambda deps: tell(case_id, given, by=CLERK, key=key, deps=deps)


class Aftercare:
    def __init__(self, world: World) -> None:
        self._world, self._rng = world, world.rng
        self.requests = Requests(world)
        self._serial = count(1)

    def anything(self) -> None:
        self._rng.choice((self.rate, self.visit, self.see_to_notices, self.mark))()

    def rate(self) -> None:
        """Now and then something that cannot be rated yet, or not any more."""
        item = self._any(lambda item: is_rateable(item) or self._rng.random() < 0.1)
        if item is None:
            return
        level = self._rng.choice(list(RatingLevel))
        text = self._rng.choice((None, "等了太久"))
        order = RatingOrder(item=item.code, level=level, text=text)
        key = self._key()
        self._send("rate", item, lambda deps: rate(item.case_id, order, by=APPLICANT, key=key, deps=deps))

    def visit(self) -> None:
        item = self._any(lambda item: item.aftercare.rating is not None and item.aftercare.rating.visit_owed)
        if item is None:
            return
        report = VisitReport(reached=True, done="已致电说明情况")
        by = Principal(f"staff-{item.department}", Role.DEPARTMENT_STAFF, "440000", item.department)
        place, key = Place(item.department, item.case_id, item.code), self._key()
        self._send("visit", item, lambda deps: report_visit(place, report, by=by, key=key, deps=deps))

    def mark(self) -> None:
        """Somebody was there, or has their result: the applicant says so, or the office's staff."""
        item = self._any(lambda item: any(one.kind in _MARKED for one in open_todos(item)))
        if item is None:
            return
        kind = next(one.kind for one in open_todos(item) if one.kind in _MARKED)
        given, key = TodoDone(item=item.code, kind=kind), self._key()
        if self._rng.random() < 0.5:
            self._send("mark", item, lambda deps: mark(item.case_id, given, by=APPLICANT, key=key, deps=deps))
            return
        by = Principal(f"staff-{item.department}", Role.DEPARTMENT_STAFF, "440000", item.department)
        place = Place(item.department, item.case_id, item.code)
        self._send("mark", item, lambda deps: mark_at_office(place, given, by=by, key=key, deps=deps))

    def tell(self, ledger: Ledger) -> None:
        """A clerk calls everybody who was not told of what waits for them."""
        for item in ledger.held:
            for one in open_todos(item):
                given, key = Telling(item=item.code, kind=one.kind, how=ToldHow.CALL), self._key()
                self._send("tell", item, _telling(ledger.case.id, given, key))

    def see_to_notices(self) -> None:
        item = self._any(lambda item: item.aftercare.untold_since is not None)
        if item is None:
            return
        order = self._rng.choice(
            (Told(action="told", reason="已电话告知"), Notify(action="notify", reason="网关已恢复"))
        )
        key = self._key()
        self._send(
            order.action,
            item,
            lambda deps: resolve(item.case_id, item.code, order, by=_OPERATOR, key=key, deps=deps),
        )

    def _any(self, wanted: Callable[[CaseItem], bool]) -> CaseItem | None:
        found = [
            item for ledger in self._world.watcher.seen.values() for item in ledger.items if wanted(item)
        ]
        return self._rng.choice(found) if found else None

    def _send(self, verb: str, item: CaseItem, act: Callable[[Deps], object]) -> None:
        def done(deps: Deps) -> object:
            act(deps)
            return (verb,)

        self.requests.send(Request(verb, f"{item.code} {next(self._serial)}", done))

    def _key(self) -> str:
        return f"after-{next(self._serial)}"

    def check_visits(self, ledger: Ledger) -> None:
        """In the end: a visit is paid, or still to come, or an operator sees that it is not."""
        for item in ledger.held:
            owed = item.aftercare.rating is not None and item.aftercare.rating.visit_owed
            due = next_look(item)
            coming = due is not None and self._world.clock.now < due
            shown = attention(item) == "unvisited"
            require(not owed or coming or shown, f"{item.code}: a visit is owed, and nobody sees it")
            require(
                due is None or item.check_at is not None, f"{item.code}: nobody looks when the visit is due"
            )
