"""Operators: they resolve what needs them, and now and then what does not; correct outcomes, in twos; and run batches."""

import json
from itertools import count
from typing import Any

from functions.domain.case.access import Principal
from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.domain.operator.acts import needs_operator
from functions.ports.deps import Deps
from functions.usecases.operator import batches
from functions.usecases.operator.operate import continue_case, resolve
from functions.usecases.record_kinds import kept_as
from functions.usecases.record_kinds.operator import BATCH_SENT
from schemas.codes import EventKind, ItemStatus, Role
from schemas.operator.acts import RESOLUTION, WORKLIST, BatchOrder, Grounds, Resolution
from tests.support.grounds import GROUNDS
from tests.support.simulation.checks import history
from tests.support.simulation.requests import Request, Requests
from tests.support.simulation.watcher import require
from tests.support.simulation.world import World

OPERATORS = tuple(Principal(f"operator-{number}", Role.OPERATOR, "440000") for number in (1, 2, 3))
DONE = ("done",)
_DECISIONS: tuple[dict[str, Any], ...] = (
    {"outcome": "granted", "result": {"document": "办理结果"}},
    {"outcome": "granted", "result": {"document": "补发的办理结果"}},
    {"outcome": "refused", "reason": "条件不符", **GROUNDS},
)
_ACTS = ("retry", "retry", "settle", "abandon", "reroute", "reroute")
# Not what an office has accepted, and not while it waits for the applicant.
_REROUTED = frozenset(
    {
        ItemStatus.WAITING,
        ItemStatus.READY,
        ItemStatus.DISPATCHED,
        ItemStatus.RECEIVED,
        ItemStatus.INCIDENT,
    }
)
_ELSEWHERE = ("440100", "440300")
_KINDS = frozenset(
    {
        EventKind.RETRIED,
        EventKind.SETTLED,
        EventKind.ABANDONED,
        EventKind.REROUTED,
        EventKind.OVERRIDE_PROPOSED,
        EventKind.OVERRIDDEN,
        EventKind.CONTINUED,
    }
)


class Operators:
    def __init__(self, world: World) -> None:
        self._world, self._rng = world, world.rng
        self.requests = Requests(world)
        self._serial = count(1)
        # By request: the case, who acts, and the reason, which no other act has.
        self._acts: list[tuple[str, Principal, str, Request]] = []

    def resolve(self) -> None:
        """Mostly one of those that need somebody."""
        items = [item for ledger in self._seen() for item in ledger.items]
        needed = [item for item in items if needs_operator(item)]
        chosen = needed if needed and self._rng.random() < 0.9 else items
        if chosen:
            self.act_on(self._rng.choice(chosen))

    def act_on(self, item: CaseItem) -> None:
        """Mostly one that its state allows."""
        allowed = _allowed(item)
        action = self._rng.choice(allowed if allowed and self._rng.random() < 0.9 else _ACTS)
        self._resolve(item, action, self._fields(item, action), self._rng.choice(OPERATORS))

    def on(self, item: CaseItem, action: str, *, number: int = 0) -> None:
        """This act, by the operator of that number."""
        fields = {"decision": _DECISIONS[2]} if action == "override" else self._fields(item, action)
        self._resolve(item, action, fields, OPERATORS[number])

    def send_elsewhere(self, item: CaseItem) -> None:
        self._resolve(item, "reroute", {"office": f"{item.department}-{_ELSEWHERE[0]}"}, OPERATORS[0])

    def override(self) -> None:
        """Mostly the same by two; sometimes by one alone, or by one and the same."""
        decided = [item for ledger in self._seen() for item in ledger.items if item.outcome]
        if not decided:
            return
        item, fields = self._rng.choice(decided), {"decision": self._rng.choice(_DECISIONS)}
        for _ in range(self._rng.choice((1, 2, 2))):
            self._resolve(item, "override", fields, self._rng.choice(OPERATORS))

    def continue_case(self) -> None:
        found = self._seen()
        if found:
            case_id, by, key = self._rng.choice(found).case.id, self._rng.choice(OPERATORS), self._key()
            order = Grounds(reason=f"接续 {key}")

            def act(deps: Deps) -> object:
                continue_case(case_id, order, by=by, key=key, deps=deps)
                return DONE

            self._send(case_id, by, order.reason, Request("continue", key, act))

    def batch(self) -> None:
        by, key = self._rng.choice(OPERATORS), self._key()
        action = self._rng.choice(("retry", "retry", "abandon", "reroute"))
        order = BatchOrder.model_validate_json(
            json.dumps(
                {
                    "filter": {"attention": self._rng.choice(("incident", "overdue", "silent"))},
                    "action": action,
                    "office": WORKLIST if action == "reroute" else None,
                    "reason": "批量处理",
                }
            )
        )
        made = self.requests.send(
            Request(
                "batch",
                key,
                lambda deps: (batches.create(order, by=by, key=key, deps=deps).id,),
                life=kept_as(BATCH_SENT).life,
            )
        )
        if isinstance(made, tuple):
            for verb in self._rng.choice((("start",), ("start", "stop"), ("start", "stop", "resume"))):
                self._step(made[0], verb, by)

    def _step(self, batch_id: str, verb: Any, by: Principal) -> None:
        key, order = self._key(), Grounds(reason="批量处理")

        def act(deps: Deps) -> object:
            batches.step(batch_id, verb, order, by=by, key=key, deps=deps)
            return DONE

        self.requests.send(Request(f"batch {verb}", key, act))

    def _resolve(self, item: CaseItem, action: str, fields: dict[str, Any], by: Principal) -> None:
        key = self._key()
        reason = f"{action} {item.code} {key}"
        order: Resolution = RESOLUTION.validate_json(
            json.dumps({"action": action, "reason": reason, **fields})
        )

        def act(deps: Deps) -> object:
            resolve(item.case_id, item.code, order, by=by, key=key, deps=deps)
            return DONE

        self._send(item.case_id, by, reason, Request("resolve", f"{by.subject} {reason}", act))

    def _fields(self, item: CaseItem, action: str) -> dict[str, Any]:
        if action == "settle":
            return {"decision": self._rng.choice(_DECISIONS)}
        if action == "reroute":
            elsewhere = [f"{item.department}-{region}" for region in _ELSEWHERE]
            return {"office": self._rng.choice((WORKLIST, *elsewhere))}
        return {}

    def _send(self, case_id: str, by: Principal, reason: str, request: Request) -> None:
        self._acts.append((case_id, by, reason, request))
        self.requests.send(request)

    def _key(self) -> str:
        return f"act-{next(self._serial)}"

    def _seen(self) -> list[Ledger]:
        return list(self._world.watcher.seen.values())

    def check_told(self) -> None:
        """An act that was done stands once in the history, by whom and with before and after; a refused one does not."""
        told = {case_id: self._told(case_id) for case_id, *_ in self._acts}
        for case_id, by, reason, request in self._acts:
            found = [actor for actor, given in told[case_id] if given == reason]
            require(
                found == ([by.subject] if request.is_done else []),
                f"{request.text} was told {request.response}, and the history says {found}",
            )

    def _told(self, case_id: str) -> list[tuple[str, str]]:
        events = [event for event in history(self._world.durable.store, case_id) if event.kind in _KINDS]
        acts = [event for event in events if "reason" in event.detail]
        for event in acts:
            require({"before", "after"} <= set(event.detail), f"{event.key}: without before and after")
        return [(event.actor, event.detail["reason"]) for event in acts]


def _allowed(item: CaseItem) -> list[str]:
    if item.outcome:
        return []
    stuck = ["retry", "retry", "settle", "abandon"] if needs_operator(item) else []
    return [*stuck, *(["reroute", "reroute"] if item.status in _REROUTED else [])]
