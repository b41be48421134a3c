import json

from infra.embedded.seen.names import METRICS_BY_NAME
from infra.embedded.seen.numbers import Numbers
from infra.monitoring.dashboard import dashboard
from infra.package import dashboard as on_aws
from tests.support.each import each
from tests.support.prometheus import labels_in, series_in, told_labels, told_series

QUERIES = [target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]]


@each("query", QUERIES)
def test_every_query_names_numbers_and_labels_that_the_server_tells(query: str) -> None:
    assert series_in(query)
    assert series_in(query) <= told_series()
    assert labels_in(query) <= told_labels()


@each("query", QUERIES)
def test_no_query_groups_a_number_by_what_it_does_not_have(query: str) -> None:
    [metric] = [
        one
        for one in METRICS_BY_NAME.values()
        if any(name.startswith(one.prometheus) for name in series_in(query))
    ]

    assert labels_in(query) - {"le"} <= set(metric.labels)


def test_the_series_that_a_test_believes_in_are_those_that_are_told() -> None:
    numbers = Numbers()
    numbers.request(method="GET", route="/", status=200, seconds=0.1)

    told = {
        line.split("{")[0].split(" ")[0] for line in numbers.text().decode().splitlines() if line[0] != "#"
    }

    assert told == told_series()


def test_what_cloudwatch_shows_of_our_numbers_is_shown_here_too() -> None:
    body = json.loads(on_aws.resource(("sweep",))["Properties"]["DashboardBody"]["Fn::Sub"])
    shown = {
        metric[1]
        for widget in body["widgets"]
        for metric in widget["properties"]["metrics"]
        if metric[0] == "Lianban"
    }

    asked = {name for query in QUERIES for name in series_in(query)}

    assert {METRICS_BY_NAME[name].prometheus for name in shown} <= asked


def test_panels_do_not_lie_on_each_other() -> None:
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in dashboard()["panels"]]

    assert len(set(places)) == len(places)
    assert len({panel["id"] for panel in dashboard()["panels"]}) == len(places)
