"""`lianban hand-in`, against the interface with real signatures."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.adapters.outward.signatures import StandardSignatures
from infra.console.failure import Exit
from tests.support.api_deps import house
from tests.support.command import Terminal, interface
from tests.support.each import each
from tests.support.receivers import KEY, Keys
from tests.support.reports import report_at


@dataclass(frozen=True, kw_only=True)
class Desk(Terminal):
    report: Path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    deps = replace(house(), signatures=StandardSignatures(Keys()), clock=lambda: datetime.now(UTC))
    file = tmp_path / "report.json"
    file.write_text(report_at(datetime.now(UTC)).model_dump_json(indent=1), "utf-8")
    with interface(deps) as address:
        yield Desk(tmp_path, {"LIANBAN_SERVER": address, "LIANBAN_WEBHOOK_KEY": KEY}, report=file)


def test_a_report_is_handed_in_and_again_is_the_same(desk: Desk) -> None:
    first, again = (desk.type("hand-in", str(desk.report), "--json") for _ in range(2))

    assert first.code == Exit.FINE, first.words
    assert first.json == again.json
    assert "已提交" in desk.type("hand-in", str(desk.report)).out


def test_a_dry_run_sends_nothing_and_shows_what_would_be_sent(desk: Desk) -> None:
    said = desk.type("hand-in", str(desk.report), "--dry-run")

    assert (said.code, "webhook-signature" in said.out) == (Exit.FINE, True)


def test_another_key_is_refused(desk: Desk) -> None:
    other = replace(desk, environment={**desk.environment, "LIANBAN_WEBHOOK_KEY": "whsec_" + "B" * 43 + "="})

    assert other.type("hand-in", str(desk.report)).code == Exit.NOT_ALLOWED


@each("text", ["", "{}", "[1]"])
def test_what_is_no_report_is_said_before_anything_is_sent(desk: Desk, text: str) -> None:
    desk.report.write_text(text)

    assert desk.type("hand-in", str(desk.report)).code == Exit.USAGE
