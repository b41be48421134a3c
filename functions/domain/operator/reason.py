"""A kind of reason for which a case waits: why, for whom, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Whom = Literal["office", "applicant", "item", "operator", "system", "nobody"]
# As the interface names them; `continue` is a new run of the case, `set_aside` its setback, `route` the region's office.
Act = Literal[
    "retry", "reroute", "settle", "abandon", "override", "told", "notify", "continue", "set_aside", "route"
]

ANEW: tuple[Act, ...] = ("retry", "reroute", "settle", "abandon")
DECIDE: tuple[Act, ...] = ("settle", "reroute", "abandon", "retry")
UNREACHED: tuple[Act, ...] = ("reroute", "route", "retry", "settle")
URGE: tuple[Act, ...] = ("settle", "reroute", "retry")


@dataclass(frozen=True, slots=True)
class Reason:
    """`text` may name {office}, {behind}, {record}; `acts`: what may help, offered only where the item's state allows it.

    `ways`: what `todo` goes on with, where the item's state does not always allow the act that it speaks of.
    """

    whom: Whom
    text: str
    todo: str
    acts: tuple[Act, ...] = ()
    ways: Mapping[Act, str] = field(default_factory=dict)

    def todo_with(self, acts: tuple[Act, ...]) -> str:
        """What to do, where these acts would be taken."""
        if not self.ways:
            return self.todo
        open_ = "，".join(words for act, words in self.ways.items() if act in acts)
        return f"{self.todo}；{open_}。" if open_ else f"{self.todo}。"
