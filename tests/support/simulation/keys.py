"""The deterministic keys of what is sent:
{case}/{item}/{round}[/rerouted-n][/again-n][/restored-x][/withdrawal[/restored-x] | /reminder/n | /material/id].
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """`reroutes`, `retries`: how often an operator had sent the item elsewhere, or anew; `number`: which reminder it is;
    `restored`: the mark of the restoration that its round is of.
    """

    case_id: str
    code: str
    round: int
    reroutes: int = 0
    retries: int = 0
    number: int | None = None
    restored: str = ""

    @property
    def dispatch(self) -> str:
        """The key of the dispatch that this is about."""
        plain = f"{self.case_id}/{self.code}/{self.round}"
        elsewhere = f"/rerouted-{self.reroutes}" if self.reroutes else ""
        again = f"/again-{self.retries}" if self.retries else ""
        return f"{plain}{elsewhere}{again}" + (f"/restored-{self.restored}" if self.restored else "")


def read_key(text: str) -> Key:
    case_id, code, round_, *rest = text.split("/")
    reroutes, retries, number, restored = 0, 0, None, ""
    for part in rest:
        if part.startswith("rerouted-"):
            reroutes = int(part.removeprefix("rerouted-"))
        elif part.startswith("again-"):
            retries = int(part.removeprefix("again-"))
        elif part.startswith("restored-"):
            restored = part.removeprefix("restored-")
        elif part.isdigit():
            number = int(part)
        elif part == "withdrawal":
            # What comes behind is the mark of the request, not of its round.
            break
    return Key(case_id, code, int(round_), reroutes, retries, number, restored)
