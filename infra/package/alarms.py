"""infra/alarms.toml as CloudFormation: an alarm an entry, or one for each function or index."""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.package.functions import logical_id

OURS = "Lianban"
COMPARISONS = {
    ">=": "GreaterThanOrEqualToThreshold",
    ">": "GreaterThanThreshold",
    "<": "LessThanThreshold",
}
RUNBOOK = "docs/runbook.md"

_Node = dict[str, Any]


def resources(
    alarms: Mapping[str, _Node], functions: tuple[str, ...], indexes: tuple[str, ...] = ()
) -> dict[str, _Node]:
    """`indexes`: the global ones."""
    made: dict[str, _Node] = {}
    for name, alarm in alarms.items():
        for suffix, dimensions in _each(alarm, functions, indexes):
            made[f"Alarm{logical_id(name)}{logical_id(suffix)}"] = _alarm(name, suffix, alarm, dimensions)
    return made


def _each(
    alarm: _Node, functions: tuple[str, ...], indexes: tuple[str, ...]
) -> Iterator[tuple[str, list[_Node]]]:
    kind = alarm.get("each")
    if kind == "function":
        for function in functions:
            yield function, [{"Name": "FunctionName", "Value": {"Ref": logical_id(function)}}]
    elif kind == "index":
        for index in indexes:
            yield index, [*_dimensions(alarm), {"Name": "GlobalSecondaryIndexName", "Value": index}]
    else:
        yield "", _dimensions(alarm)


def _dimensions(alarm: _Node) -> list[_Node]:
    if alarm["metric"].startswith(f"{OURS}/"):
        return [{"Name": "stage", "Value": {"Ref": "Stage"}}]
    return [{"Name": name, "Value": _value_of(what)} for name, what in alarm["dimensions"].items()]


def _value_of(what: str) -> Any:
    """Of a dimension: a word as it is, the API's name, its stage's, or what a resource is called."""
    if what.startswith("="):
        return what.removeprefix("=")
    if what == "api":
        return {"Fn::Sub": "lianban-${Stage}"}
    if what == "chalice":
        return "api"
    if what == "Table":
        return {"Fn::If": ["HasRestoredTable", {"Ref": "RestoredTable"}, {"Ref": "Table"}]}
    return {"Fn::GetAtt": [what, "QueueName"]} if what.endswith("DeadLetters") else {"Ref": what}


def _alarm(name: str, suffix: str, alarm: _Node, dimensions: list[_Node]) -> _Node:
    namespace, _, metric = alarm["metric"].rpartition("/")
    statistic, comparison, threshold = alarm["when"]
    periods, seconds = alarm["for"]
    which = "Statistic" if statistic.isalpha() else "ExtendedStatistic"
    properties = {
        "AlarmName": {"Fn::Sub": "-".join(["lianban-${Stage}", name, *([suffix] if suffix else [])])},
        "AlarmDescription": f"{alarm['says']} {RUNBOOK}#{name}",
        "Namespace": namespace,
        "MetricName": metric,
        "Dimensions": dimensions,
        which: statistic,
        "Period": seconds,
        "EvaluationPeriods": periods,
        "Threshold": threshold,
        "ComparisonOperator": COMPARISONS[comparison],
        "TreatMissingData": "breaching" if alarm.get("silence") == "bad" else "notBreaching",
        "AlarmActions": [{"Ref": "Alerts"}],
        "OKActions": [{"Ref": "Alerts"}],
    }
    return {"Type": "AWS::CloudWatch::Alarm", "Properties": properties}
