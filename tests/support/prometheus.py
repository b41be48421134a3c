"""Which series and labels a query names, and which the server tells."""

import re

from infra.embedded.seen.names import METRICS_BY_NAME


def series_in(expression: str) -> set[str]:
    return set(re.findall(r"\blianban_\w+", expression))


def labels_in(expression: str) -> set[str]:
    grouped = [name for names in re.findall(r"by \(([^)]*)\)", expression) for name in names.split(",")]
    return {name.strip() for name in (*grouped, *re.findall(r"[{,](\w+)=", expression))}


def told_series() -> set[str]:
    """Of a histogram those that it is made of."""
    plain = {one.prometheus for one in METRICS_BY_NAME.values() if one.kind != "histogram"}
    spread = [one.prometheus for one in METRICS_BY_NAME.values() if one.kind == "histogram"]
    return plain | {f"{name}_{part}" for name in spread for part in ("bucket", "sum", "count")}


def told_labels() -> set[str]:
    return {label for one in METRICS_BY_NAME.values() for label in one.labels} | {"le"}
