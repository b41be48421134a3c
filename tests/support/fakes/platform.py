"""A platform of the province that follows a script, and takes each key once as the real one must."""

from functions.domain.errors import PlatformError
from schemas.national.messages import CaseMessage, ToldMessage


class FakePlatform:
    """`arrived` is every sending that was taken, `told` the first one under each key. `otherwise`: what it fails with;
    `fails`: the same, once, after so many that it takes.
    """

    def __init__(self) -> None:
        self.arrived: list[str] = []
        self.told: dict[str, ToldMessage] = {}
        self.otherwise: PlatformError | None = None
        self.fails: tuple[int, PlatformError] | None = None

    def send(self, message: ToldMessage, *, key: str) -> None:
        if self.otherwise:
            raise self.otherwise
        if self.fails and self.fails[0] == len(self.arrived):
            error, self.fails = self.fails[1], None
            raise error
        self.arrived.append(key)
        self.told.setdefault(key, message)

    @property
    def steps(self) -> list[tuple[str, str, str | None]]:
        """Item, name of the message, its code: of what was told, in order."""
        return [
            (one.item, one.step_name, one.state) for one in self.told.values() if isinstance(one, CaseMessage)
        ]
