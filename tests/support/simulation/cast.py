"""Everybody who acts in one world, and what they may do while another's call is under way."""

from collections.abc import Callable
from datetime import timedelta

from functions.domain.case.case import Ledger
from schemas.codes import AnswerType
from schemas.office.dispatches import Message
from tests.support.simulation.aftercare import Aftercare
from tests.support.simulation.applicants import Applicants
from tests.support.simulation.bookings import Bookings
from tests.support.simulation.operators import Operators
from tests.support.simulation.people import People
from tests.support.simulation.staff import Staff
from tests.support.simulation.world import World

Act = Callable[[], object]

ANSWERS = (AnswerType.RECEIVED, AnswerType.GRANTED, AnswerType.CORRECTION_REQUESTED, AnswerType.WITHDRAWN)


class Cast:
    def __init__(self, world: World) -> None:
        self.world = world
        self.people = People(world)
        self.applicants, self.operators, self.staff = Applicants(world), Operators(world), Staff(world)
        self.aftercare, self.bookings = Aftercare(world), Bookings(world)
        self._desks = tuple(
            desk.requests
            for desk in (self.applicants, self.operators, self.staff, self.aftercare, self.bookings)
        )
        acts: tuple[Act, ...] = (
            self._deliver_early,
            self._deliver_early,
            world.sweep,
            self.applicants.correct,
            self.applicants.contest,
            self.applicants.withdraw,
            self.applicants.bring,
            self.operators.resolve,
            self.operators.override,
            self.staff.work,
            self.staff.lose,
            self.staff.hand_on,
            self.aftercare.anything,
            self.bookings.anything,
        )
        world.faults.others += acts
        world.faults.rivals += (self._withdraw, self._operate, self._operate, self._hear)

    def _withdraw(self, message: Message) -> None:
        ledger = self._ledger(message)
        if ledger:
            self.applicants.withdraw_items(ledger, (message.item,))

    def _operate(self, message: Message) -> None:
        ledger = self._ledger(message)
        if ledger:
            self.operators.act_on(ledger.item(message.item))

    def _hear(self, message: Message) -> None:
        """The office says something of an earlier message, or of another round."""
        found = [
            one for one in self.world.offices.effects.values() if one.dispatch.reference == message.reference
        ]
        about = [one for one in found if one.dispatch.item == message.item]
        if about:
            kind = self.world.rng.choice(ANSWERS)
            self.world.offices.say(self.world.rng.choice(about), kind)
            self._deliver_early()

    def _ledger(self, message: Message) -> Ledger | None:
        found = self.world.watcher.seen.values()
        return next((one for one in found if one.case.reference == message.reference), None)

    def again(self) -> None:
        """Somebody sends again what was answered, or not."""
        self.world.rng.choice(self._desks).again()

    def unanswered(self) -> None:
        for desk in self._desks:
            desk.unanswered()

    def check_told(self) -> None:
        """What everybody was told is in the history."""
        self.people.check_told()
        self.applicants.check_told()
        self.operators.check_told()

    def _deliver_early(self) -> None:
        delivery = self.world.offices.take(until=self.world.clock.now + timedelta(hours=2))
        if delivery:
            self.people.deliver(delivery)
