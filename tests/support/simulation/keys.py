"""The deterministic keys of what is sent:
{case}/{item}/{round}[/rerouted-n][/again-n][/withdrawal | /reminder/n | /material/id].
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """`reroutes`, `retries`: how often an operator had sent the item elsewhere, or anew; `number`: which reminder it is."""

    case_id: str
    code: str
    round: int
    reroutes: int = 0
    retries: int = 0
    number: int | None = None

    @property
    def dispatch(self) -> str:
        """The key of the dispatch that this is about."""
        plain = f"{self.case_id}/{self.code}/{self.round}"
        elsewhere = f"/rerouted-{self.reroutes}" if self.reroutes else ""
        return f"{plain}{elsewhere}" + (f"/again-{self.retries}" if self.retries else "")


def read_key(text: str) -> Key:
    case_id, code, round_, *rest = text.split("/")
    reroutes, retries, number = 0, 0, None
    for part in rest:
        if part.startswith("rerouted-"):
            reroutes = int(part.removeprefix("rerouted-"))
        elif part.startswith("again-"):
            retries = int(part.removeprefix("again-"))
        elif part.isdigit():
            number = int(part)
    return Key(case_id, code, int(round_), reroutes, retries, number)
