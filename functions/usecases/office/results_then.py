"""The results of a case as they stood at a moment of its history: what went out then can be made again as it was."""

import json
from datetime import datetime

from functions.domain.case.case import Event, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.transitions import OUTCOME_OF
from functions.domain.values import replace
from functions.ports.deps import Deps
from functions.usecases.walks import every_event
from schemas.case.answers import ANSWER, Answer
from schemas.codes import EventKind, Outcome
from schemas.plain_text import STORED

_DECIDING = frozenset({EventKind.ANSWERED, EventKind.SETTLED, EventKind.OVERRIDDEN})


def results_before(ledger: Ledger, moment: datetime, deps: Deps) -> Ledger:
    """Without what was decided or corrected (更正结果), and without the files that came, from `moment` on."""
    case = ledger.case
    files = tuple(one for one in case.materials if one.at < moment)
    then = Ledger(replace(case, materials=files), ledger.items)
    since = {one.code for one in ledger.held if one.decided_at and one.decided_at >= moment}
    if not since:
        return then
    for event in sorted(every_event(deps.store, case.id), key=lambda one: one.at):
        if event.item in since and event.at < moment and (answer := _decision(event, case.reference)):
            then = then.with_item(_decided(then.item(event.item), answer))
    return then


def _decided(item: CaseItem, answer: Answer) -> CaseItem:
    return replace(item, answer=answer, outcome=OUTCOME_OF[type(answer)])


def _decision(event: Event, reference: str) -> Answer | None:
    """In the words of an office's answer; None if the event tells none."""
    if event.kind not in _DECIDING:
        return None
    said = event.detail.get("answer")
    if said is None:
        decision = dict(event.detail["decision"])
        kind = decision.pop("outcome")
        said = {
            "type": kind,
            "reference": reference,
            "item": event.item,
            "round": 1,
            "at": event.at.isoformat(),
        }
        said |= decision
    if said["type"] not in set(Outcome):
        return None
    answer: Answer = ANSWER.validate_json(json.dumps(said), context=STORED)
    return answer
