"""What of a run is looked at, as the address says it."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

View = Literal["graph", "table", "events"]
VIEWS: tuple[tuple[View, str], ...] = (("graph", "状态图"), ("table", "状态表"), ("events", "事件"))


@dataclass(frozen=True, slots=True)
class Selection:
    """`state`, `item`: "" for the run as a whole."""

    case_id: str
    run: int
    view: View = "graph"
    state: str = ""
    item: str = ""
    after: int = 0

    @property
    def base(self) -> str:
        return f"{runs_address(self.case_id)}/{self.run}"

    def query(self, **changed: str | int) -> str:
        """Another selection; where an address says nothing of one, it is as at first."""
        kept = {"state": self.state, "view": self.view, "item": self.item, **changed}
        said = {name: value for name, value in kept.items() if value and (name, value) != ("view", "graph")}
        return f"?{urlencode(said)}" if said else ""

    def to(self, **changed: str | int) -> str:
        return self.base + self.query(**changed)


def runs_address(case_id: str) -> str:
    return f"/console/cases/{case_id}/executions"
