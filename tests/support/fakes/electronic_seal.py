"""A seal service that follows a script, and gives the same seal under the same key as the real one must."""

from functions.domain.applicant.paper import GivenSeal
from functions.domain.errors import PlatformError
from functions.ports.electronic_seal import SealGiven, SealOrder
from tests.support.fakes.clock import START


class FakeElectronicSeal:
    """`arrived` is every order that was taken, `given` what was sealed under each key. `otherwise`: what it fails with."""

    def __init__(self, *, demo: bool = False) -> None:
        self.arrived: list[str] = []
        self.given: dict[str, tuple[SealOrder, SealGiven]] = {}
        self.otherwise: PlatformError | None = None
        self._demo = demo

    def seal(self, order: SealOrder, *, key: str) -> SealGiven:
        if self.otherwise:
            raise self.otherwise
        self.arrived.append(key)
        number = f"4400000000{len(self.given) + 1:02}"
        seal = GivenSeal(number, order.office_name, START, self._demo)
        return self.given.setdefault(key, (order, SealGiven(seal, "c2lnbmVk")))[1]
