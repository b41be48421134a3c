"""A world whose police are called for real and answer for real: our own gateway, signatures and interface over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from functions.adapters.outward.gateway import HttpGateway
from functions.adapters.outward.signatures import StandardSignatures
from functions.ports.gateway import Gateway
from functions.ports.offices import Office
from schemas.codes import Department
from schemas.office.dispatches import Message
from tests.support.command import interface
from tests.support.fakes.offices import FakeOffices
from tests.support.world import World

KEY, OLD_KEY = "whsec_" + "A" * 43 + "=", "whsec_" + "B" * 43 + "="
POLICE = Department.PUBLIC_SECURITY
HOUSEHOLD, CARD = "household_registration", "identity_card"


class Keys:
    """While they are being changed: the first one signs."""

    def keys(self, name: str) -> tuple[str, ...]:
        return (KEY, OLD_KEY)


@dataclass(frozen=True)
class Connected:
    world: World
    server: str
    gateway: Gateway

    def reaches(self, endpoint: str) -> None:
        """From now on the police are called there; before, they are made up as the others."""
        deps = replace(self.world.deps, offices=FakeOffices(endpoints={POLICE: endpoint}))
        self.world.deps = replace(deps, gateway=_ByDepartment(self.gateway, self.world.gateway))

    def case(self) -> str:
        """One that has come to the police."""
        case_id = self.world.submitted()
        self.world.granted(case_id, "service_check", "discharge_report")
        return case_id


@dataclass(frozen=True)
class _ByDepartment:
    real: Gateway
    made_up: Gateway

    def send(self, office: Office, message: Message, *, key: str) -> int | None:
        gateway = self.real if office.department is POLICE else self.made_up
        return gateway.send(office, message, key=key)


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def connected() -> Iterator[Connected]:
    """The other departments' offices are made up as ever."""
    world, real = World(), HttpGateway(Keys(), clock=now)
    world.clock.now = now()
    world.deps = replace(world.deps, clock=now, signatures=StandardSignatures(Keys()))
    try:
        with interface(world.deps) as server:
            yield Connected(world, server, real)
    finally:
        real.close()
