"""What a stage costs in a month in which nobody applies: an estimate, counted from the template and from dated list prices.

The sweep's own share is the measured one that docs/cost.md tells.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from functions.telemetry.metrics import sweep_count
from infra.cost.prices import price_list
from infra.package.shipped import ROOT

_MEASURED = ROOT / "docs" / "cost.md"
_SWEEPS = re.compile(r"The sweep's own minute-by-minute run .*: USD (\d+\.\d+) a month")
# By the month, whether or not anything happens; metrics come on top, for the sweep tells its numbers every minute.
_KINDS = {
    "AWS::CloudWatch::Alarm": "alarms",
    "AWS::CloudWatch::Dashboard": "dashboards",
    "AWS::KMS::Key": "keys",
    "AWS::SecretsManager::Secret": "secrets",
}


@dataclass(frozen=True, slots=True)
class IdleMonth:
    """USD a month, by what it is for. `priced`: the region and the day of the list prices."""

    parts: dict[str, tuple[int, float]]
    priced: str

    @property
    def usd(self) -> float:
        return sum(usd for _, usd in self.parts.values())


def idle(template: Any, *, guarded: bool) -> IdleMonth:
    """A secret or a key that stands under a condition counts where the stage has it."""
    prices = price_list()["aws"]
    conditions = (None, "IsGuarded") if guarded else (None,)
    resources = [one for one in template["Resources"].values() if one.get("Condition") in conditions]
    counted = Counter(_KINDS[one["Type"]] for one in resources if one.get("Type") in _KINDS)
    counted["metrics"] = _metrics_of_a_sweep()
    parts = {what: (number, number * prices["monthly"][what]) for what, number in sorted(counted.items())}
    return IdleMonth({"sweeps": (1, sweeps_measured()), **parts}, f"{prices['region']}, {prices['as_of']}")


def _metrics_of_a_sweep() -> int:
    none = timedelta()
    nothing = sweep_count(
        cases=0,
        repairs={},
        failures={},
        silent_loss=0,
        set_back=0,
        offices_down=0,
        oldest_owed=none,
        calendar_known=none,
    )
    return len(nothing.numbers)


def sweeps_measured() -> float:
    """Raises ValueError: the page does not tell it any more."""
    found = _SWEEPS.search(_MEASURED.read_text("utf-8"))
    if found is None:
        raise ValueError(f"{_MEASURED.name} does not say what the sweep costs")
    return float(found[1])
