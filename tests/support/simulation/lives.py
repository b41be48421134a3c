"""Cases of which every outside call is made fatal once: a straight one, and one in which everybody acts."""

from collections.abc import Callable
from datetime import timedelta

from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.office_debts import files_sendable
from schemas.codes import AnswerType
from tests.support.simulation.applications import chosen
from tests.support.simulation.cast import Cast
from tests.support.simulation.office_knows import check_known
from tests.support.simulation.people import Applicant
from tests.support.simulation.watcher import require
from tests.support.simulation.world import World

Life = Callable[[World, Cast], None]

PENSION = "pension_transfer"
REPORT, SUBSIDY, RESERVE = "discharge_report", "economic_subsidy", "reserve_registration"
# The office before it has granted by then, and this one has said received.
_UNTIL_RECEIVED = timedelta(minutes=65)


def straight(*items: str) -> Life:
    """Every office says received, then granted."""

    def live(world: World, cast: Cast) -> None:
        _submit(cast, items)
        world.elapse(timedelta(days=3))

    return live


def eventful(world: World, cast: Cast) -> None:
    """A correction, a withdrawal, an incident that is retried, one sent elsewhere, and an outcome that two correct."""
    _submit(cast, (REPORT, SUBSIDY, RESERVE))
    world.elapse(_UNTIL_RECEIVED)
    _says(world, REPORT, AnswerType.CORRECTION_REQUESTED)
    _act(world, cast, cast.applicants.correct_all)
    world.elapse(_UNTIL_RECEIVED)
    _act(world, cast, lambda ledger: cast.applicants.withdraw_items(ledger, (SUBSIDY,)))
    _says(world, RESERVE, AnswerType.PROBLEM)
    _act(world, cast, lambda ledger: cast.operators.on(ledger.item(RESERVE), "retry"))
    _says(world, RESERVE, AnswerType.PROBLEM)
    _act(world, cast, lambda ledger: cast.operators.on(ledger.item(RESERVE), "reroute"))
    _act(world, cast, lambda _: cast.operators.continue_case())
    _act(world, cast, lambda ledger: _corrected_by_two(cast, ledger.item(REPORT)))
    world.elapse(timedelta(days=3))


def with_a_later_file(world: World, cast: Cast) -> None:
    """What was deferred at the submission (by this key, papers.py) is brought when the office has the item."""
    cast.people.applicants.append(Applicant("key-1", chosen((PENSION,)), drafted=True))
    cast.people.submit(cast.people.applicants[0])
    world.elapse(_UNTIL_RECEIVED)
    for _ in range(2):
        _act(world, cast, cast.applicants.bring_to)
    world.elapse(timedelta(minutes=20))
    for ledger in world.watcher.seen.values():
        check_known(world, ledger)
        require(
            not any(map(files_sendable, ledger.items)), "an office was not told of a file within 20 minutes"
        )
    world.elapse(timedelta(days=3))


def _corrected_by_two(cast: Cast, item: CaseItem) -> None:
    for number in (0, 1):
        cast.operators.on(item, "override", number=number)


def _submit(cast: Cast, items: tuple[str, ...]) -> None:
    cast.people.applicants.append(Applicant("key-1", chosen(items)))
    cast.people.submit(cast.people.applicants[0])


def _says(world: World, code: str, kind: AnswerType) -> None:
    for effect in [one for one in world.offices.effects.values() if one.dispatch.item == code]:
        world.offices.say(effect, kind)
    world.settle()


def _act(world: World, cast: Cast, act: Callable[[Ledger], None]) -> None:
    """Whoever hears nothing asks again, once the process is back."""
    for case_id in sorted(world.watcher.seen):
        act(world.durable.store.ledger(case_id))
    cast.unanswered()
    world.settle()
