"""The page of a stage that stands: every address, the first sign-in, and an estimate that says what it is made of."""

import pytest

from infra.cost.cases import an_idle_sweep
from infra.cost.prices import price_list
from infra.cost.report import month
from infra.deploy.cloud import Stack
from infra.deploy.handover import handover
from infra.deploy.idle import IdleMonth, idle, sweeps_measured
from infra.deploy.smoke import Glance
from infra.deploy.stages import DeployStage
from infra.package.template import merge_template
from schemas.codes import Department

STACK = Stack("lianban-dev", "CREATE_COMPLETE", {"EndpointURL": "https://x.execute-api.test/api/"})
SIGN_IN = {"Issuer": "https://id.gd.test", "SignInReturnUrl": "https://lianban.gd.test/signed-in"}
LOOKS = (Glance("health", True, "alive"), Glance("alerts", None, "nobody"), Glance("guide", False, "empty"))
IDLE = IdleMonth({"secrets": (8, 3.2), "sweeps": (1, 0.14)}, "us-east-1, 2026-11-26")


def page_of(**parameters: str) -> str:
    return handover(DeployStage("dev", False, parameters), STACK, "cn-north-1", LOOKS, IDLE)


def test_every_department_has_its_address_and_its_secret() -> None:
    text = page_of(**SIGN_IN)

    for department in Department:
        assert (
            f"https://x.execute-api.test/api/v1/departments/{department}/answers   lianban/dev/{department}"
            in text
        )


def test_the_first_operator_is_told_at_which_issuer_and_where() -> None:
    text = page_of(**SIGN_IN)

    assert "At https://id.gd.test: an account whose token says role operator, region 440000" in text
    assert "In a browser: https://lianban.gd.test/console" in text


def test_pages_without_a_domain_are_not_promised() -> None:
    text = page_of(Issuer="https://id.gd.test")

    assert "/console" not in text
    assert "as soon as the pages have a domain" in text


def test_what_the_smoke_test_found_stands_there_as_it_was() -> None:
    lines = page_of(**SIGN_IN).splitlines()

    assert [line.split()[0] for line in lines if line.endswith(("alive", "nobody", "empty"))] == [
        "✓",
        "—",
        "✗",
    ]


def test_the_cost_is_called_an_estimate_and_names_its_sources() -> None:
    text = page_of(**SIGN_IN)

    assert "A month in which nobody applies: an estimate" in text
    assert "USD   3.34" in text
    assert "infra/cost/prices.toml" in text
    assert "docs/cost.md" in text
    assert "in yuan: 待核定" in text


def test_what_is_counted_is_in_the_template_and_a_guarded_stage_has_a_key_more() -> None:
    template = merge_template()
    prices = price_list()["aws"]["monthly"]

    dev, prod = idle(template, guarded=False), idle(template, guarded=True)

    number, usd = dev.parts["secrets"]
    assert number == 8
    assert usd == pytest.approx(8 * prices["secrets"])
    assert set(prod.parts) - set(dev.parts) == {"keys"}
    assert prod.usd == pytest.approx(dev.usd + prices["keys"])


@pytest.mark.slow
def test_the_sweeps_share_is_the_measured_one() -> None:
    assert sweeps_measured() == pytest.approx(sum(month(an_idle_sweep()).values()), abs=0.01)
