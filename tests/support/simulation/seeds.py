"""One seed: a random life of a few cases, then calm; and what must hold on the way and in the end."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from functions import bootstrap
from functions.domain.case.case import Ledger
from functions.domain.case.item import WITH_APPLICANT
from functions.usecases.intake.kept_drafts import SUBMITTED_WITHIN
from functions.usecases.upkeep.sweep_report import SweepReport
from schemas.codes import AnswerType, ItemStatus
from tests.support.simulation.actions import Actions
from tests.support.simulation.cast import Cast
from tests.support.simulation.checks import check_only_ids, check_unmet, lost, unfinished, unsent
from tests.support.simulation.faults import Armed
from tests.support.simulation.keys import read_key
from tests.support.simulation.lives import Life
from tests.support.simulation.notices import untold
from tests.support.simulation.office_knows import check_asked, check_known, check_noted
from tests.support.simulation.outside import Point
from tests.support.simulation.stores import Durable, durable
from tests.support.simulation.violation import Violation
from tests.support.simulation.watcher import require
from tests.support.simulation.weather import Weather, random_weather
from tests.support.simulation.world import World

_DAY = timedelta(days=1)
# Long enough for a correction to lapse and for a department's longest Retry-After.
_CALM_DAYS = 40
_ON_DISK_EVERY = 12
_CHECK_EVERY = 8
# In every so many seeds some invocations run late, after the engine gave them up.
LATE_SEEDS, LATE = 4, 0.05


@dataclass(slots=True)
class Run:
    """What one seed came to. `violation` is None if every invariant held."""

    name: str
    reached: Counter[Point] = field(default_factory=Counter)
    crashed: Counter[Point] = field(default_factory=Counter)
    spared: list[Point] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    violation: str | None = None

    def story(self) -> str:
        return "\n".join([self.name, *self.log, f"{self.name}: {self.violation or 'every invariant held'}"])


def play(seed: int, *, steps: int = 40, late: float | None = None) -> Run:
    """`late`: how often the engine gives an invocation up that runs all the same, later; None: as the seed has it."""
    if late is None:
        late = LATE if seed % LATE_SEEDS == LATE_SEEDS - 1 else 0.0
    # Not for secrets: the same number must give the same life.
    rng = random.Random(seed)
    with durable(on_disk=seed % _ON_DISK_EVERY == _ON_DISK_EVERY - 1) as store:
        world = World(rng, store, random_weather(rng, late=late))
        return _watched(f"seed {seed}", world, lambda: _live(world, steps))


def play_one_crash(armed: Armed, life: Life, *, seed: int | None = None) -> Run:
    """A life in which one outside call is fatal. A run in which `armed` was not reached crashed nowhere."""
    name = f"{armed.how} dies {armed.when} call {armed.calls}"
    return _play_life(name, life, armed, seed=armed.calls if seed is None else seed)


def play_life(life: Life) -> Run:
    """As it is told, without any other fault."""
    return _play_life(f"life {life.__name__}", life, None, seed=0)


def _play_life(name: str, life: Life, armed: Armed | None, *, seed: int) -> Run:
    rng = random.Random(seed)
    world = World(rng, Durable(), Weather(sweep_every=timedelta(minutes=1), straight=True))
    world.faults.armed = armed

    def live() -> None:
        cast = Cast(world)
        life(world, cast)
        calm(world, cast)

    return _watched(name, world, live)


def _watched(name: str, world: World, live: Callable[[], None]) -> Run:
    violation = None
    try:
        live()
    except Violation as broken:
        violation = str(broken)
    finally:
        bootstrap.use(None)
    outside = world.outside
    return Run(name, outside.reached, outside.crashed, outside.spared, world.log, violation)


def _live(world: World, steps: int) -> None:
    cast = Cast(world)
    actions = Actions(world, cast)
    actions.submit()
    for step in range(steps):
        actions.step()
        if step % _CHECK_EVERY == _CHECK_EVERY - 1:
            check_now(world)
            cast.bookings.check()
    calm(world, cast)


def check_now(world: World) -> None:
    """In a fair moment: after a sweep nothing is owed, and nothing is lost."""
    with world.faults.fair():
        world.settle()
        first, again = world.sweep(everything=True), world.sweep(everything=True)
        _check_second(world, first, again)
        world.settle()
        if any(lost(ledger, world.clock.now) for ledger in ledgers(world)):
            # After a day's jump, a first try that the store refused is not lost while the engine's second is due.
            world.elapse(timedelta(minutes=1))
        for ledger in ledgers(world):
            missing = [f"{item.code} {item.status}" for item in lost(ledger, world.clock.now)]
            require(not unsent(ledger, world.clock.now), f"nobody sends what {ledger.case.id} owes an office")
            require(not missing, f"silent loss in {ledger.case.id}: {', '.join(missing)}")
            check_carried(world, ledger)
            check_known(world, ledger)
            check_noted(world, ledger)
            check_asked(world, ledger)


def _check_second(world: World, first: SweepReport | None, again: SweepReport | None) -> None:
    """It finds nothing to do, but for what the first could not do."""
    if first is None or again is None:
        raise Violation("a sweep in a fair moment died")
    # Only by ending a wait can a sweep see that the token was a dead one, left by an invocation that ran late.
    excused = {"HandOver"} if world.weather.late else set()
    left = set(again.repairs) - excused
    require(bool(first.failures) or not left, f"a second sweep right after did {again}")


def check_carried(world: World, ledger: Ledger) -> None:
    for run in range(1, ledger.case.run + 1):
        name = f"{ledger.case.id}-{run}"
        found = world.runner.describe(name)
        if found:
            check_only_ids((*world.runner.documents(name), found.error, found.cause))
            check_only_ids(event.detail for event in world.runner.history(name) if event.detail)


def calm(world: World, cast: Cast) -> None:
    """No more faults; every office answers what it has. Then every case ends, or an operator sees why not."""
    world.note("-- calm")
    world.faults.calm, world.sweeps_off, world.faults.armed = True, False, None
    world.offices.heal()
    world.notices.heal()
    for applicant in cast.people.applicants:
        cast.people.submit(applicant)
    held_up = [one for one in cast.people.applicants if one.accepted is None]
    if held_up:
        # A submission that died holds its draft for so long against whoever begins anew, by the clock as it was then.
        world.elapse(SUBMITTED_WITHIN + world.set_back)
    for applicant in held_up:
        cast.people.submit(applicant)
    cast.unanswered()
    # What a batch still has to do is done first: it may open again what seems to be finished.
    world.sweep()
    for _ in range(_CALM_DAYS):
        world.settle()
        if not any(unfinished(ledger) or untold(ledger) for ledger in ledgers(world)):
            break
        _applicants_answer(world, cast)
        _offices_answer(world)
        cast.staff.finish()
        world.elapse(_DAY)
    check_now(world)
    for applicant in cast.people.applicants:
        told = applicant.accepted is not None or applicant.taken
        require(told, f"{applicant.key} was never accepted")
    for ledger in ledgers(world):
        left = [f"{item.code} {item.status}" for item in ledger.items if not item.outcome]
        require(not unfinished(ledger), f"{ledger.case.id} {ledger.case.status}, never ends: {left}")
        check_unmet(ledger)
        world.notices.check_told(ledger)
        cast.aftercare.check_visits(ledger)
    cast.bookings.check_over()
    cast.check_told()


def ledgers(world: World) -> tuple[Ledger, ...]:
    return tuple(world.durable.store.ledger(case_id) for case_id in sorted(world.watcher.seen))


def _applicants_answer(world: World, cast: Cast) -> None:
    """Some corrections are answered, some checks contested; the others lapse."""
    for ledger in ledgers(world):
        if world.rng.random() < 0.1:
            cast.applicants.correct_all(ledger)
        if world.rng.random() < 0.1:
            cast.applicants.contest_in(ledger)


def _offices_answer(world: World) -> None:
    """What an operator must look at stays so for some: nobody has answered it."""
    store = world.durable.store
    for text, effect in list(world.offices.effects.items()):
        key = read_key(text)
        item = store.ledger(key.case_id).item(key.code)
        if item.outcome or item.dispatch_key != text or item.status in WITH_APPLICANT:
            continue
        if item.status is ItemStatus.INCIDENT and world.rng.random() < 0.9:
            continue
        suspended = item.status is ItemStatus.SUSPENDED
        kind = AnswerType.RESUMED if suspended else AnswerType.GRANTED
        world.offices.say(effect, kind, after=timedelta(minutes=world.rng.randint(0, 600)))
