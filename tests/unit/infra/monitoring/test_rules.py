"""The rules of one server against the alarms of AWS: the same names, the same thresholds, numbers that exist."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.alarms import declared_alarms
from infra.embedded.config import read_config
from infra.embedded.seen.names import METRICS_BY_NAME
from infra.monitoring.__main__ import MADE, MONITORING_FOLDER, main
from infra.monitoring.rules import rules, rules_file, said_here
from infra.package import alarms
from infra.package.shipped import ROOT
from tests.support.each import each
from tests.support.prometheus import labels_in, series_in, told_labels, told_series

ALARMS = declared_alarms()
RULES = {rule.name: rule for rule in rules()}
HERE = [name for name, alarm in ALARMS.items() if said_here(alarm) is not None]


def on_aws(name: str) -> dict[str, Any]:
    made = alarms.resources({name: ALARMS[name]}, ("sweep",))
    found: dict[str, Any] = next(iter(made.values()))["Properties"]
    return found


@pytest.mark.parametrize("name", MADE)
def test_what_is_in_the_folder_is_what_is_made_now(name: str, tmp_path: Path) -> None:
    main(tmp_path)

    assert (MONITORING_FOLDER / name).read_text("utf-8") == (tmp_path / name).read_text("utf-8"), (
        "make monitoring"
    )


def test_every_alarm_is_a_rule_or_says_why_it_is_none() -> None:
    without = {name: alarm["one_server"] for name, alarm in ALARMS.items() if name not in RULES}

    assert set(RULES) == set(HERE)
    assert all(isinstance(why, str) and why.endswith(".") for why in without.values())
    assert set(without) == {
        "runs_throttled",
        "states_throttled",
        "function_throttled",
        "table_throttled",
        "index_throttled",
        "sweep_dead_letters",
        "run_ended_dead_letters",
    }


@each("name", HERE)
def test_a_rule_rings_when_the_alarm_does(name: str) -> None:
    alarm, rule = on_aws(name), RULES[name]
    compared = {"GreaterThanOrEqualToThreshold": ">=", "GreaterThanThreshold": ">", "LessThanThreshold": "<"}
    # Milliseconds on AWS.
    scale = 1000 if name == "api_slow" else 1

    found = re.search(r" (>=|>|<) ([0-9.]+)", rule.expression)

    assert found is not None
    assert found[1] == compared[alarm["ComparisonOperator"]]
    assert float(found[2]) * scale == alarm["Threshold"]
    assert f"[{alarm['Period']}s]" in rule.expression
    assert rule.lasting == (alarm["EvaluationPeriods"] - 1) * alarm["Period"]
    assert ("absent(" in rule.expression) == (alarm["TreatMissingData"] == "breaching")


@each("name", HERE)
def test_a_rule_asks_for_numbers_and_labels_that_the_server_tells(name: str) -> None:
    expression = RULES[name].expression

    assert series_in(expression)
    assert series_in(expression) <= told_series()
    assert labels_in(expression) <= told_labels()


def test_of_our_own_metrics_it_is_the_same_one() -> None:
    own = {
        name: alarm["metric"].split("/")[1]
        for name, alarm in ALARMS.items()
        if alarm["metric"].startswith("Lianban/")
    }

    assert all(METRICS_BY_NAME[metric].prometheus in RULES[name].expression for name, metric in own.items())


def test_the_file_is_read_as_prometheus_reads_it() -> None:
    [group] = yaml.safe_load(rules_file())["groups"]

    assert [one["alert"] for one in group["rules"]] == list(RULES)
    for one in group["rules"]:
        assert one["expr"] == RULES[one["alert"]].expression
        assert one["annotations"]["runbook"] == f"docs/runbook.md#{one['alert']}"


def test_it_reads_the_port_that_the_given_configuration_opens() -> None:
    given = read_config(ROOT / "infra" / "server" / "lianban.toml")
    read = yaml.safe_load((MONITORING_FOLDER / "prometheus.yml").read_text("utf-8"))

    [job] = read["scrape_configs"]
    assert job["static_configs"] == [{"targets": [f"{given.metrics_host}:{given.metrics_port}"]}]
    assert read["rule_files"] == ["alarms.yml"]
