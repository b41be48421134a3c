"""The numbers of one server since it started, and how Prometheus reads them.

What has a department or a city is told from the start as 0 for each: the first of its kind would pass unseen else, for a rise
is counted from one reading to the next.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate, product
from threading import Lock
from typing import TYPE_CHECKING

from functions.telemetry.lines import Count
from infra.embedded.seen.names import METRICS_BY_NAME, Labels, Metric
from schemas.codes import Department

if TYPE_CHECKING:
    from prometheus_client.core import Metric as Family

BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 3.0, 5.0, 10.0)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Values = tuple[str, ...]


class Numbers:
    """Safe to use from many threads. `cities`: their codes. `others`: numbers that are asked for when they are read."""

    def __init__(
        self, cities: tuple[str, ...] = (), others: Mapping[str, Callable[[], float]] | None = None
    ) -> None:
        self._known = {"department": tuple(Department), "city": ("", *cities)}
        self._others = dict(others or {})
        self._lock = Lock()
        self._values: dict[str, dict[Values, float]] = defaultdict(dict)
        # By route: how many fell between two bounds, and the seconds of all.
        self._spread: dict[str, Counter[int]] = defaultdict(Counter)
        self._seconds: dict[str, float] = defaultdict(float)

    def count(self, counted: Count) -> None:
        with self._lock:
            for name, number in counted.numbers.items():
                metric = METRICS_BY_NAME[name]
                self._put(metric, tuple(counted.dimensions.get(one, "") for one in metric.labels), number)

    def request(self, *, method: str, route: str, status: int, seconds: float) -> None:
        with self._lock:
            self._put(METRICS_BY_NAME["Requests"], (method, route, str(status)), 1)
            self._put(METRICS_BY_NAME["ServerErrors"], (), int(status >= 500))
            self._spread[route][bisect_left(BOUNDS, seconds)] += 1
            self._seconds[route] += seconds

    def _put(self, metric: Metric, values: Values, number: float) -> None:
        before = self._values[metric.name].get(values, 0.0) if metric.kind == "counter" else 0.0
        self._values[metric.name][values] = before + number

    def text(self) -> bytes:
        """In Prometheus' text format."""
        from prometheus_client import CollectorRegistry, generate_latest

        registry = CollectorRegistry()
        registry.register(self)
        return generate_latest(registry)

    def collect(self) -> "Iterator[Family]":
        others: dict[str, dict[Values, float]] = {
            name: {(): number()} for name, number in self._others.items()
        }
        with self._lock:
            values = {**{name: dict(found) for name, found in self._values.items()}, **others}
            spread = {route: dict(found) for route, found in self._spread.items()}
            seconds = dict(self._seconds)
        for metric in METRICS_BY_NAME.values():
            if metric.kind == "histogram":
                yield _histogram(metric, spread, seconds)
            else:
                yield _family(metric, {**self._zeros(metric.labels), **values.get(metric.name, {})})

    def _zeros(self, labels: Labels) -> dict[Values, float]:
        known = [self._known.get(label, ()) for label in labels]
        return dict.fromkeys(product(*known), 0.0)


def _family(metric: Metric, values: Mapping[Values, float]) -> "Family":
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    kind = CounterMetricFamily if metric.kind == "counter" else GaugeMetricFamily
    family = kind(metric.prometheus, _help(metric), labels=metric.labels)
    for labels, value in sorted(values.items()):
        family.add_metric(labels, value)
    return family


def _histogram(
    metric: Metric, spread: Mapping[str, Mapping[int, int]], seconds: Mapping[str, float]
) -> "Family":
    from prometheus_client.core import HistogramMetricFamily

    family = HistogramMetricFamily(metric.prometheus, _help(metric), labels=metric.labels)
    bounds = (*(str(bound) for bound in BOUNDS), "+Inf")
    for route, found in sorted(spread.items()):
        upwards = accumulate(found.get(place, 0) for place in range(len(bounds)))
        family.add_metric([route], list(zip(bounds, map(float, upwards), strict=True)), seconds[route])
    return family


def _help(metric: Metric) -> str:
    return f"Lianban/{metric.name}: {metric.says}"
