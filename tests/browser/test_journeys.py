"""The walks of `make journey`, a window's and an office's, through the pages, in a browser that runs no script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import browser
from tests.browser.journeys import Person, citizen, hand, people, serve, sign_in, walk, work
from tests.browser.scene import scene
from tests.support.machine import Machine

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400), pytest.mark.xdist_group("walks")]
SERVED = ("discharge_report", "household_registration", "medical_insurance")


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    made = Machine(tmp_path_factory.mktemp("walks"))
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.mark.parametrize("person", people(), ids=lambda person: person.identity)
def test_an_applicant_walks_from_the_first_question_to_the_rating(
    person: Person, machine: Machine, opened: Browser, tmp_path: Path
) -> None:
    with hand(opened, machine.client.server) as browser_of_theirs:
        took = walk(browser_of_theirs, person, tmp_path)

    items = machine.client.case(took.case.rpartition("/")[2], identity=person.identity)["items"]
    assert {item["outcome"] for item in items} == {"granted"}
    assert took.rated == len(items)


def test_a_window_hands_in_for_somebody_and_an_office_without_a_system_answers(
    opened: Browser, tmp_path: Path
) -> None:
    granted = {"document": "居民户口簿", "delivery": "window"}
    answers: tuple[tuple[str, dict[str, str]], ...] = (("收件", {}), ("受理", {}), ("办结", granted))
    with scene(tmp_path) as stage, hand(opened, stage.client.server) as office:
        office.open("/sign-in")
        sign_in(office, "public-security")
        told = work(office, "household_registration", answers)
        with hand(opened, stage.client.server) as window:
            window.open("/sign-in")
            sign_in(window, "clerk")
            case = serve(window, citizen(), SERVED, tmp_path)
            receipt = window.page.locator("main").inner_text()
        seen = stage.client.case(case.rpartition("/")[2], identity="clerk")

    assert "办结" in told[-1]
    assert seen["reference"] in receipt
    assert {item["code"] for item in seen["items"]} == set(SERVED)
