"""The walks of `make journey`, a window's and an office's, through the pages, in a browser that runs no script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.hand import Hand, Unmoved
from tests.browser.journeys import Person, people, walked
from tests.browser.window import SERVED, window_and_office
from tests.support.machine import PROMPT, Machine

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400), pytest.mark.together("walks")]


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    made = Machine(tmp_path_factory.mktemp("walks"), PROMPT)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.mark.parametrize("person", people(), ids=lambda person: person.identity)
def test_an_applicant_walks_from_the_first_question_to_the_rating(
    person: Person, machine: Machine, opened: Browser, onlooker: Browser, tmp_path: Path
) -> None:
    """The first with a mouse, which takes twice as long. `make pages` walks with one for all of them."""
    browser, kind = (opened, Hand) if person == people()[0] else (onlooker, Unmoved)

    took = walked(browser, machine.client.server, person, tmp_path, kind=kind)

    items = machine.client.case(took.case.rpartition("/")[2], identity=person.identity)["items"]
    assert {item["outcome"] for item in items} == {"granted"}
    assert took.rated == len(items)


def test_a_window_hands_in_for_somebody_and_an_office_without_a_system_answers(
    onlooker: Browser, tmp_path: Path
) -> None:
    told, case, receipt = window_and_office(onlooker, tmp_path, kind=Unmoved)

    assert "办结" in told[-1]
    assert case.startswith("/cases/")
    assert "收件回执" in receipt
    assert f"申请的事项（{len(SERVED)} 个）" in receipt
