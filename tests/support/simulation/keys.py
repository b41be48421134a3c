"""The deterministic keys of what is sent: {case}/{item}/{round}[/rerouted-n][/withdrawal | /reminder/n | /material/id]."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """`reroutes`: how often the item had been sent elsewhere; `number`: which reminder it is."""

    case_id: str
    code: str
    round: int
    reroutes: int = 0
    number: int | None = None

    @property
    def dispatch(self) -> str:
        """The key of the dispatch that this is about."""
        plain = f"{self.case_id}/{self.code}/{self.round}"
        return f"{plain}/rerouted-{self.reroutes}" if self.reroutes else plain


def read_key(text: str) -> Key:
    case_id, code, round_, *rest = text.split("/")
    reroutes, number = 0, None
    for part in rest:
        if part.startswith("rerouted-"):
            reroutes = int(part.removeprefix("rerouted-"))
        elif part.isdigit():
            number = int(part)
    return Key(case_id, code, int(round_), reroutes, number)
