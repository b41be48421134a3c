"""The results of a case as they stood at a moment of its history: what went out then can be made again as it was."""

from datetime import datetime

from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.told_answers import answer_told
from functions.domain.case.transitions import OUTCOME_OF
from functions.domain.values import replace
from functions.ports.deps import Deps
from functions.usecases.walks import every_event
from schemas.case.answers import Answer


def results_before(ledger: Ledger, moment: datetime, deps: Deps) -> Ledger:
    """Without what was decided or corrected (更正结果), and without the files that came, from `moment` on."""
    case = ledger.case
    files = tuple(one for one in case.materials if one.at < moment)
    then = Ledger(replace(case, materials=files), ledger.items)
    since = {one.code for one in ledger.held if one.decided_at and one.decided_at >= moment}
    if not since:
        return then
    for event in sorted(every_event(deps.store, case.id), key=lambda one: one.at):
        if event.item not in since or event.at >= moment:
            continue
        answer = answer_told(event, case.reference)
        if answer and type(answer) in OUTCOME_OF:
            then = then.with_item(_decided(then.item(event.item), answer))
    return then


def _decided(item: CaseItem, answer: Answer) -> CaseItem:
    return replace(item, answer=answer, outcome=OUTCOME_OF[type(answer)])
