"""The package boots on a local AWS and finishes a case: its API, its Lambdas from the zip, its roles, its state machine."""

from collections.abc import Iterator

import pytest

from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import Outcome
from tests.deploy.boot import Booted, booted
from tests.deploy.findings import REFUSED, Findings, examine
from tests.support.ministack import ON_MINISTACK

pytestmark = [*ON_MINISTACK, pytest.mark.timeout(900)]
ITEMS = [item.code for item in load_edition(CURRENT).items]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Booted]:
    with booted(tmp_path_factory.mktemp("boot")) as made:
        yield made


@pytest.fixture(scope="module")
def findings(running: Booted) -> Findings:
    return examine(running, lambda _: None)


def test_deploying_the_same_once_more_changes_nothing(running: Booted) -> None:
    assert running.stack.made > 50
    assert running.stack.again_in_short == "lianban-boot: nothing to change"


def test_a_case_is_closed_with_every_item_granted(findings: Findings) -> None:
    assert findings.case["status"] == "closed"
    assert findings.items == dict.fromkeys(ITEMS, Outcome.GRANTED.value)
    assert findings.run == "SUCCEEDED"


def test_every_office_was_sent_each_of_its_items_once_and_signed(findings: Findings) -> None:
    assert findings.effects == dict.fromkeys(["service_check", *ITEMS], 1)
    assert findings.unsigned == 0


def test_the_sweep_finds_nothing_lost(findings: Findings) -> None:
    assert findings.sweep["silent_loss"] == 0
    assert findings.sweep["failures"] == {}


def test_the_deployed_interface_knows_who_asks(findings: Findings) -> None:
    assert findings.refusals == REFUSED


def test_nothing_personal_is_in_a_log_or_an_execution(findings: Findings) -> None:
    assert findings.log_lines > len(ITEMS)
    assert findings.personal == frozenset()
