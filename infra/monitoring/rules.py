"""infra/alarms.toml as Prometheus' rules: the same name, the same threshold, wherever one server can say it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.alarms import declared_alarms
from infra.embedded.seen.names import METRICS_BY_NAME, Metric
from infra.package.alarms import OURS, RUNBOOK

_Node = Mapping[str, Any]
_HEAD = "# Made by `make monitoring` of infra/alarms.toml: change it there.\n"


@dataclass(frozen=True, slots=True)
class _Rule:
    """`lasting`: seconds that it has held before it rings."""

    name: str
    expression: str
    lasting: int
    says: str


def rules() -> tuple[_Rule, ...]:
    found = ((name, alarm, said_here(alarm)) for name, alarm in declared_alarms().items())
    return tuple(_rule(name, alarm, said) for name, alarm, said in found if said is not None)


def said_here(alarm: _Node) -> _Node | None:
    """Which number of one server says it, at which scale; None: the alarm says why none does."""
    space, _, name = str(alarm["metric"]).rpartition("/")
    if space == OURS:
        return {"metric": name}
    said = alarm["one_server"]
    return said if isinstance(said, Mapping) else None


def _rule(name: str, alarm: _Node, said: _Node) -> _Rule:
    statistic, comparison, threshold = alarm["when"]
    periods, seconds = alarm["for"]
    metric = METRICS_BY_NAME[said["metric"]]
    number = _number(metric, statistic, seconds)
    expression = f"{number} {comparison} {threshold * said.get('scale', 1):g}"
    if alarm.get("silence") == "bad":
        expression = f"{expression} or absent({metric.prometheus})"
    return _Rule(name, expression, (periods - 1) * seconds, alarm["says"])


def _number(metric: Metric, statistic: str, seconds: int) -> str:
    """As CloudWatch takes it over a period."""
    if statistic == "Sum" or (statistic == "Maximum" and metric.kind == "counter"):
        return f"sum(increase({metric.prometheus}[{seconds}s]))"
    if statistic == "Maximum":
        return f"max(max_over_time({metric.prometheus}[{seconds}s]))"
    quantile = int(statistic.removeprefix("p")) / 100
    return f"histogram_quantile({quantile:g}, sum by (le) (rate({metric.prometheus}_bucket[{seconds}s])))"


def rules_file() -> str:
    """YAML: every text of it is quoted as JSON quotes it."""
    lines = [f"{_HEAD}groups:", "  - name: lianban", "    rules:"]
    for rule in rules():
        lines += [
            f"      - alert: {rule.name}",
            f"        expr: {_quoted(rule.expression)}",
            f"        for: {rule.lasting}s",
            "        annotations:",
            f"          summary: {_quoted(rule.says)}",
            f"          runbook: {_quoted(f'{RUNBOOK}#{rule.name}')}",
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
