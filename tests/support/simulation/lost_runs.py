"""Runs that end and of which nobody hears: no event comes, and most looks at a case that is well do not ask."""

from datetime import timedelta

from functions.domain.upkeep.repairs import LONGEST_CHECK
from schemas.codes import AnswerType, CaseStatus
from tests.support.simulation.applications import chosen
from tests.support.simulation.cast import Cast
from tests.support.simulation.people import Applicant
from tests.support.simulation.watcher import require
from tests.support.simulation.world import World

REPORT = "discharge_report"
# The office before it has granted by then, and this one has said received.
_UNTIL_RECEIVED = timedelta(minutes=65)
# Its first nine hours, and four looks six hours apart.
_UNTIL_ASKED = timedelta(hours=9) + 4 * LONGEST_CHECK


def stopped_before_it_closed(world: World, cast: Cast) -> None:
    """Its run is stopped by hand, then its last item is decided: the next look finds that nobody closes the case."""
    _submitted(world, cast)
    _stopped(world)
    _says(world, AnswerType.GRANTED)
    world.elapse(LONGEST_CHECK)
    for ledger in world.watcher.seen.values():
        status = ledger.case.status
        require(
            status is CaseStatus.CLOSED, f"all is decided, and after {LONGEST_CHECK} the case is {status}"
        )


def stopped_at_rest(world: World, cast: Cast) -> None:
    """The same while its applicant has something to correct, and nothing else happens for days."""
    _submitted(world, cast)
    _says(world, AnswerType.CORRECTION_REQUESTED)
    # What its office would have gone on to say.
    while world.offices.take(until=world.clock.now + _UNTIL_ASKED):
        pass
    _stopped(world)
    world.elapse(_UNTIL_ASKED)
    for ledger in world.watcher.seen.values():
        require(ledger.case.run == 2, f"after {_UNTIL_ASKED} nobody has found that the run is lost")


def _submitted(world: World, cast: Cast) -> None:
    cast.people.applicants.append(Applicant("key-1", chosen((REPORT,))))
    cast.people.submit(cast.people.applicants[0])
    world.elapse(_UNTIL_RECEIVED)


def _stopped(world: World) -> None:
    for ledger in world.watcher.seen.values():
        world.runner.stop(ledger.case.execution)


def _says(world: World, kind: AnswerType) -> None:
    for effect in [one for one in world.offices.effects.values() if one.dispatch.item == REPORT]:
        world.offices.say(effect, kind)
    world.settle()
