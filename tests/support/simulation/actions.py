"""What may happen in a seed, each as one random step. A step that has nothing to act on does nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta

from schemas.codes import AnswerType, Department
from tests.support.simulation.applications import varied
from tests.support.simulation.cast import Cast
from tests.support.simulation.faults import HOW, WHEN, Armed
from tests.support.simulation.offices import Effect
from tests.support.simulation.people import Applicant
from tests.support.simulation.persons import of_number
from tests.support.simulation.program import DEFINITIONS, EDITIONS
from tests.support.simulation.world import World

_SPANS = tuple(
    timedelta(seconds=seconds)
    for seconds in (1, 30, 120, 900, 3600, 6 * 3600, 86_400, 3 * 86_400, 8 * 86_400, 20 * 86_400)
)
_THROTTLED = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=6))
_MOST_CASES = 3


class Actions:
    def __init__(self, world: World, cast: Cast) -> None:
        self.world, self.cast, self.people, self.rng = world, cast, cast.people, world.rng
        self._weighted: tuple[tuple[int, Callable[[], object]], ...] = (
            (30, self.elapse),
            (10, self.submit),
            (4, self.submit_again),
            (14, self.arm_a_crash),
            (3, self.kill_the_process),
            (6, self.department_goes_down),
            (3, self.department_refuses),
            (3, self.notices_go_down),
            (1, self.notices_are_refused),
            (3, self.throttle),
            (2, self.sweeps_stop),
            (4, self.sweep),
            (4, self.stop_an_execution),
            (3, self.clock_jumps),
            (6, self.repeat_a_webhook),
            (8, self.say_something),
            (2, self.say_of_another),
            (3, self.lose_responses),
            (8, cast.applicants.correct),
            (6, cast.applicants.contest),
            (8, cast.applicants.withdraw),
            (6, cast.applicants.bring),
            (12, cast.operators.resolve),
            (3, cast.operators.override),
            (2, cast.operators.continue_case),
            (2, cast.operators.batch),
            (12, cast.staff.work),
            (5, cast.staff.lose),
            (3, cast.staff.hand_on),
            (6, cast.aftercare.anything),
            (16, cast.bookings.anything),
            (4, cast.again),
            (2, self.new_edition),
            (2, self.new_definition),
        )

    def step(self) -> None:
        weights = [weight for weight, _ in self._weighted]
        act = self.rng.choices([act for _, act in self._weighted], weights)[0]
        act()
        self.world.settle()

    def elapse(self) -> None:
        span = self.rng.choice(_SPANS)
        self.world.note(f"-- {span} go by")
        self.world.elapse(span)

    def submit(self) -> None:
        if len(self.people.applicants) < _MOST_CASES:
            number = len(self.people.applicants) + 1
            form = of_number(number, varied(self.rng))
            self.people.applicants.append(Applicant(f"key-{number}", form, number % 3 == 0))
            self.people.submit(self.people.applicants[-1])

    def submit_again(self) -> None:
        if not self.people.applicants:
            return
        applicant = self.rng.choice(self.people.applicants)
        if self.rng.random() < 0.5:
            self.people.submit(applicant)
        else:
            # Of the same person.
            number = self.people.applicants.index(applicant) + 1
            self.people.submit_other_body(applicant, of_number(number, varied(self.rng)))

    def arm_a_crash(self) -> None:
        calls = self.rng.choice((1, 2, 3, 5, 8, 13, 21, 34, 55))
        armed = Armed(calls, self.rng.choice(WHEN), self.rng.choice(HOW))
        self.world.note(f"-- {armed}")
        self.world.faults.armed = armed

    def kill_the_process(self) -> None:
        self.world.restart("-- kill -9")

    def department_goes_down(self) -> None:
        department = self.rng.choice(list(Department))
        span = self.rng.choice(_SPANS[2:])
        self.world.note(f"-- {department} is down for {span}")
        self.world.offices.down_until[department] = self.world.clock.now + span

    def department_refuses(self) -> None:
        self.world.offices.refusing ^= {self.rng.choice(list(Department))}
        self.world.note(f"-- refusing payloads: {sorted(self.world.offices.refusing)}")

    def notices_go_down(self) -> None:
        span = self.rng.choice(_SPANS[2:])
        self.world.note(f"-- the message gateway is down for {span}")
        self.world.notices.down_until = self._now() + span
        self.world.notices.losing_responses = self.rng.choice((0.0, 0.2))

    def notices_are_refused(self) -> None:
        self.world.notices.refusing = not self.world.notices.refusing
        self.world.note(f"-- notices are refused: {self.world.notices.refusing}")

    def new_edition(self) -> None:
        """The cases that are open keep theirs."""
        self.world.process.switch_edition(self.rng.choice(EDITIONS))
        self.world.note(f"-- the edition is {self.world.process.edition}")

    def new_definition(self) -> None:
        """A release: every open case is continued under another definition."""
        self.world.process.release = self.rng.randrange(DEFINITIONS)
        self.world.restart(f"-- release {self.world.process.release}")

    def throttle(self) -> None:
        span = self.rng.choice(_THROTTLED)
        self.world.note(f"-- starts are throttled for {span}")
        self.world.faults.throttled_until = self._now() + span

    def sweeps_stop(self) -> None:
        self.world.sweeps_off = not self.world.sweeps_off
        self.world.note(f"-- no sweeps: {self.world.sweeps_off}")

    def sweep(self) -> None:
        self.world.sweep(everything=self.rng.random() < 0.5)

    def stop_an_execution(self) -> None:
        """Stopped by hand, of which it may tell; or lost, as if the engine had never heard of it."""
        runs = [ledger.case.execution for ledger in self.world.watcher.seen.values()]
        names = [name for name in runs if self.world.runner.status(name) == "RUNNING"]
        if not names:
            return
        name, lost = self.rng.choice(names), self.rng.random() < 0.5
        self.world.note(f"-- {name} is {'lost' if lost else 'stopped'}")
        self.world.runner.stop(name)
        if lost:
            self.world.runner.forget(before=self.world.clock.now + timedelta(seconds=1))
        else:
            self.world.process.ended.append(name)

    def clock_jumps(self) -> None:
        """Far forward, as after a machine slept; or a little backwards, as when it is set."""
        by = self.rng.choice((*_SPANS[3:], -timedelta(seconds=2), -timedelta(minutes=10)))
        self.world.note(f"-- the clock jumps by {by}")
        self.world.jump(by)

    def repeat_a_webhook(self) -> None:
        effect = self._effect()
        if effect and effect.said:
            self.world.offices.again(self.rng.choice(effect.said), at=self._now())

    def say_something(self) -> None:
        """Any answer, legal or not: contradictory, of an old or a future round."""
        effect = self._effect()
        if effect:
            round_ = self.rng.choice((None, None, None, 2, 3))
            self.world.offices.say(effect, self.rng.choice(list(AnswerType)), round_=round_)

    def say_of_another(self) -> None:
        effect = self._effect()
        if effect:
            others = [each for each in Department if each is not effect.dispatch.department]
            self.world.offices.say_of_another(effect, self.rng.choice(others))

    def lose_responses(self) -> None:
        self.world.offices.losing_responses = self.rng.choice((0.0, 0.3))

    def _effect(self) -> Effect | None:
        effects = list(self.world.offices.effects.values())
        return self.rng.choice(effects) if effects else None

    def _now(self) -> datetime:
        return self.world.clock.now
