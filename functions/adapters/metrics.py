"""What the sweep counts, as CloudWatch metrics (one line in EMF on standard output): numbers and names, nothing of a case."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_lambda_powertools import Metrics

NAMESPACE = "Lianban"


@cache
def _metrics() -> "Metrics":
    # Importing it costs 57 ms of a cold start.
    from aws_lambda_powertools import Metrics

    return Metrics(namespace=NAMESPACE, service="lianban-sweep")


def tell_sweep(
    *, cases: int, repairs: Mapping[str, int], failures: Mapping[str, int], silent_loss: int
) -> None:
    """`SilentLoss` is told also when it is 0: an alarm that hears nothing cannot tell good from dead."""
    from aws_lambda_powertools.metrics import MetricUnit

    metrics = _metrics()
    counts = {"CasesLookedAt": cases, "SilentLoss": silent_loss}
    counts |= {f"Repair{kind}": count for kind, count in repairs.items()}
    counts |= {f"Failure{name}": count for name, count in failures.items()}
    for name, count in counts.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=count)
    metrics.flush_metrics()
