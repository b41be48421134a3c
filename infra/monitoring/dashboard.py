"""The CloudWatch dashboard's twin for Grafana: what must be zero first, then what people do, then the machinery."""

import json
from collections.abc import Sequence
from typing import Any

from infra.embedded.seen.names import METRICS_BY_NAME

_Node = dict[str, Any]
_COLUMNS, _HEIGHT = 3, 8
_WIDTH = 24 // _COLUMNS
SOURCE = {"type": "prometheus", "uid": "${DS_PROMETHEUS}"}
INTERVAL = "$__rate_interval"


def dashboard_file() -> str:
    return json.dumps(dashboard(), ensure_ascii=False, indent=1) + "\n"


def dashboard() -> _Node:
    """As Grafana imports it: whoever does chooses the data source."""
    source = {"name": "DS_PROMETHEUS", "label": "Prometheus", "type": "datasource", "pluginId": "prometheus"}
    return {
        "__inputs": [source],
        "uid": "lianban",
        "title": "联办 Lianban",
        "schemaVersion": 39,
        "refresh": "1m",
        "time": {"from": "now-24h", "to": "now"},
        "panels": [_placed(number, *panel) for number, panel in enumerate(_panels())],
    }


def _panels() -> Sequence[tuple[str, Sequence[tuple[str, str]], str]]:
    """Title, queries with their legends, unit."""
    return (
        ("Must be zero", [_rise("SilentLoss"), _now("CasesSetBack"), _rise("RepairFailures")], "short"),
        ("Oldest owed repair", [_now("OldestOwedRepairSeconds")], "s"),
        (
            "Sweep",
            [_rise("SweepRan"), _rise("CasesLookedAt"), _rise("Repairs"), _rise("SweepErrors")],
            "short",
        ),
        ("Cases", [_rise("Submissions"), _rise("ClosedCases")], "short"),
        ("Dispatches by department", [_rise("Dispatches", "department")], "short"),
        ("Answers by department", [_rise("Answers", "department")], "short"),
        ("Incidents by department", [_rise("Incidents", "department")], "short"),
        ("Overdue by department", [_rise("Overdue", "department")], "short"),
        ("Unavailable, by department", [_rise("Unavailable", "department")], "short"),
        ("Refused signatures, by department", [_rise("RefusedSignatures", "department")], "short"),
        ("Requests by status", [_rise("Requests", "status")], "short"),
        ("Requests failed", [_rise("ServerErrors")], "short"),
        ("Time of an answer", [_quantile(0.5), _quantile(0.99)], "s"),
        ("Slowest routes, p95", [_by_route(0.95)], "s"),
        ("Runs ended badly", [_rise("RunsEndedBadly")], "short"),
    )


def _rise(name: str, by: str | None = None) -> tuple[str, str]:
    rise = f"(increase({METRICS_BY_NAME[name].prometheus}[{INTERVAL}]))"
    return (f"sum by ({by}) {rise}", f"{{{{{by}}}}}") if by else (f"sum{rise}", name)


def _now(name: str) -> tuple[str, str]:
    return f"max({METRICS_BY_NAME[name].prometheus})", name


def _quantile(quantile: float) -> tuple[str, str]:
    return f"histogram_quantile({quantile:g}, sum by (le) ({_spread()}))", f"p{quantile * 100:g}"


def _by_route(quantile: float) -> tuple[str, str]:
    return f"topk(10, histogram_quantile({quantile:g}, sum by (le, route) ({_spread()})))", "{{route}}"


def _spread() -> str:
    return f"rate({METRICS_BY_NAME['RequestSeconds'].prometheus}_bucket[{INTERVAL}])"


def _placed(number: int, title: str, queries: Sequence[tuple[str, str]], unit: str) -> _Node:
    row, column = divmod(number, _COLUMNS)
    targets = [
        {"refId": chr(ord("A") + place), "datasource": SOURCE, "expr": expression, "legendFormat": legend}
        for place, (expression, legend) in enumerate(queries)
    ]
    return {
        "id": number + 1,
        "type": "timeseries",
        "title": title,
        "datasource": SOURCE,
        "gridPos": {"x": column * _WIDTH, "y": row * _HEIGHT, "w": _WIDTH, "h": _HEIGHT},
        "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
        "targets": targets,
    }
