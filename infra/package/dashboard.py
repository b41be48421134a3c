"""One page that shows how a stage is doing: what must be zero first, then what people do, then the machinery."""

import json
from typing import Any

from schemas.codes import Department

_Node = dict[str, Any]
_Metric = list[Any]

STAGE = ["stage", "${Stage}"]
API = ["ApiName", "lianban-${Stage}", "Stage", "api"]
_MACHINE = ["StateMachineArn", "${StateMachine}"]
_COLUMNS, _HEIGHT = 3, 6
_WIDTH = 24 // _COLUMNS


def resource(functions: tuple[str, ...]) -> _Node:
    widgets = [_placed(number, widget) for number, widget in enumerate(_widgets(functions))]
    return {
        "Type": "AWS::CloudWatch::Dashboard",
        "Properties": {
            "DashboardName": {"Fn::Sub": "lianban-${Stage}"},
            "DashboardBody": {"Fn::Sub": json.dumps({"widgets": widgets}, ensure_ascii=False)},
        },
    }


def _widgets(functions: tuple[str, ...]) -> list[_Node]:
    names = [f"lianban-${{Stage}}-{name}" for name in functions]
    return [
        _graph("Must be zero", [_ours("SilentLoss", "Maximum"), _ours("RepairFailures")]),
        _graph("Oldest owed repair, seconds", [_ours("OldestOwedRepairSeconds", "Maximum")]),
        _graph("Sweep", [_ours("SweepRan"), _ours("CasesLookedAt"), _ours("Repairs")]),
        _graph("Cases", [_ours("Submissions"), _ours("ClosedCases")]),
        _graph("Answers by department", _by_department("Answers")),
        _graph("Incidents by department", _by_department("Incidents")),
        _graph("Overdue by department", _by_department("Overdue")),
        _graph("Unavailable, by department", _by_department("Unavailable")),
        _graph("Refused signatures, by department", _by_department("RefusedSignatures")),
        _graph("Requests", [_aws("ApiGateway", name, API, "Sum") for name in ("Count", "4XXError", "5XXError")]),
        _graph("Latency, ms", [_aws("ApiGateway", "Latency", API, statistic) for statistic in ("p50", "p99")]),
        _graph("Functions' errors", [_aws("Lambda", "Errors", ["FunctionName", name], "Sum") for name in names]),
        _graph("Functions' time, p95", [_aws("Lambda", "Duration", ["FunctionName", name], "p95") for name in names]),
        _graph("Throttled", [_aws("Lambda", "Throttles", ["FunctionName", name], "Sum") for name in names]),
        _graph("Runs", [_aws("States", f"Executions{end}", _MACHINE, "Sum") for end in (
            "Started", "Succeeded", "Failed", "TimedOut", "Aborted",
        )]),
    ]  # fmt: skip


def _graph(title: str, metrics: list[_Metric]) -> _Node:
    return {
        "title": title,
        "view": "timeSeries",
        "region": "${AWS::Region}",
        "period": 300,
        "metrics": metrics,
    }


def _ours(name: str, statistic: str = "Sum") -> _Metric:
    return ["Lianban", name, *STAGE, {"stat": statistic}]


def _by_department(name: str) -> list[_Metric]:
    return [["Lianban", name, *STAGE, "department", str(one), {"stat": "Sum"}] for one in Department]


def _aws(service: str, name: str, dimensions: list[str], statistic: str) -> _Metric:
    return [f"AWS/{service}", name, *dimensions, {"stat": statistic}]


def _placed(number: int, properties: _Node) -> _Node:
    row, column = divmod(number, _COLUMNS)
    place = {"x": column * _WIDTH, "y": row * _HEIGHT, "width": _WIDTH, "height": _HEIGHT}
    return {"type": "metric", **place, "properties": properties}
