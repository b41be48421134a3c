"""Every page in every role, in a real browser: WCAG 2.2 AA, a narrow phone, 大字版, no script, targets, policy, weight."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.acts import ACTS, Act, done
from tests.browser.census import (
    NOBODY,
    PHONE,
    ROLES,
    WAYS,
    Way,
    found_as,
    looking,
    pattern_of,
    unseen,
    without_scripts,
)
from tests.browser.judging import Verdict
from tests.browser.scene import scene
from tests.support.machine import Machine

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.together("browser")]
# Of a page, and of the first one with everything that it needs; gzip.
MOST_KB, FIRST_KB = 60, 40
# What is seen of them by following links.
SCRIPTED = {
    "/cases/{case_id}",
    "/console/cases/{case_id}/executions/{run}",
    "/drafts/{draft_id}/materials/{item}/{material}",
}
# By role, what links lead to, as it is in each way.
Found = Callable[[str], Sequence[Verdict]]


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with scene(tmp_path_factory.mktemp("scene")) as made:
        yield made


@pytest.fixture(scope="module")
def found(machine: Machine, onlooker: Browser) -> Found:
    """Each role's when it is first asked for."""
    return cache(lambda role: found_as(onlooker, machine.client.server, role))


@pytest.fixture(scope="module")
def acted() -> dict[str, list[str]]:
    """What each act has led to."""
    return {}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "nobody")
def test_every_page_of_a_role_is_fit_for_its_readers(role: str, way: Way, found: Found) -> None:
    verdicts = [verdict for verdict in found(role) if verdict.mode.endswith(f" {way.name}")]

    assert verdicts
    assert [verdict for verdict in verdicts if not verdict.is_clean] == []
    assert max(verdict.kb for verdict in verdicts) < MOST_KB


def test_what_loads_a_script_is_fit_without_it(machine: Machine, onlooker: Browser, found: Found) -> None:
    verdicts = [
        verdict
        for role in ROLES
        for verdict in without_scripts(onlooker, machine.client.server, role, found(role))
    ]

    assert {pattern_of(verdict.address) for verdict in verdicts} >= SCRIPTED
    assert [verdict for verdict in verdicts if not verdict.is_clean] == []


def test_the_large_edition_is_the_usual_page_in_another_class(machine: Machine, opened: Browser) -> None:
    """So that a page can be made large where it stands."""
    texts = []
    for way in (PHONE, Way("large", width=PHONE.width, large=True)):
        with looking(opened, machine.client.server, NOBODY, way) as context:
            page = context.new_page()
            page.goto(f"{machine.client.server}/guide")
            page.evaluate("() => document.documentElement.classList.add('large')")
            page.locator("nav.display").evaluate("one => one.remove()")
            texts.append(page.content())

    assert texts[0] == texts[1]
    assert 'class="large"' in texts[0]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_what_an_act_leads_to_is_fit_for_its_readers(
    act: Act,
    machine: Machine,
    opened: Browser,
    onlooker: Browser,
    found: Found,
    acted: dict[str, list[str]],
) -> None:
    """After links were followed: acts change what they lead to."""
    assert all(found(role) for role in ROLES)
    verdicts = list(done(opened if act.by_hand else onlooker, machine, act))
    acted[act.name] = [verdict.address for verdict in verdicts]

    assert verdicts
    assert [verdict for verdict in verdicts if not verdict.is_clean] == []
    assert max(verdict.kb for verdict in verdicts) < MOST_KB


def test_no_page_is_left_out(found: Found, acted: dict[str, list[str]]) -> None:
    """A page that is missing here needs a link that leads to it in the scene, or an act (tests/browser/acts*.py).

    Holds of the whole file: an act that broke off, or was not asked for, is named first.
    """
    assert [act.name for act in ACTS if act.name not in acted] == []
    linked = {verdict.address for role in ROLES for verdict in found(role)}

    assert unseen(linked.union(*acted.values())) == []


def test_links_lead_each_role_to_its_pages(found: Found) -> None:
    led = {role: {pattern_of(verdict.address) for verdict in found(role)} for role in ROLES}

    assert {"/", "/guide", "/questions", "/privacy", "/feedback"} <= led[NOBODY]
    assert {"/my", "/cases/{case_id}", "/cases/{case_id}/corrections"} <= led["applicant-1"]
    assert {"/drafts/{draft_id}", "/drafts/{draft_id}/sections/{section}"} <= led["applicant-2"]
    assert {"/window", "/window/list", "/window/start"} <= led["clerk"]
    assert {"/office", "/office/items/{case_id}/{item}"} <= led["public-security"]
    case, console = "/console/cases/{case_id}", led["operator"]
    assert {"/console", "/console/incidents", "/console/items", "/console/cases"} <= console
    assert {
        "/console/batches/{batch_id}",
        "/console/reviews",
        "/console/rollout/city",
        "/console/route",
    } <= console
    assert {case, f"{case}/items/{{item}}", f"{case}/items/{{item}}/acts/{{act}}"} <= console
    assert {f"{case}/executions", f"{case}/executions/{{run}}"} <= console


def test_the_first_page_with_all_that_it_needs_is_light(machine: Machine, opened: Browser) -> None:
    with looking(opened, machine.client.server, NOBODY, PHONE) as context:
        page, sizes = context.new_page(), []
        page.on("response", lambda response: sizes.append(response.request.sizes()["responseBodySize"]))
        page.goto(machine.client.server)
        page.wait_for_load_state("load")

    assert sum(sizes) / 1024 < FIRST_KB


def test_pictures_can_be_taken(machine: Machine, opened: Browser, tmp_path: Path) -> None:
    from tests.browser.pictures import take

    taken = take(opened, machine.client.server, tmp_path, wanted={"home": (NOBODY, "/")})

    assert [path.name for path in taken] == ["home-390.png", "home-1280.png"]
    assert all(path.stat().st_size > 10_000 for path in taken)


def test_progress_refreshes_itself_while_somebody_is_signed_in(machine: Machine, opened: Browser) -> None:
    with looking(opened, machine.client.server, "applicant-1", PHONE) as context:
        page = context.new_page()
        page.goto(f"{machine.client.server}/my")
        address = page.locator("a[href^='/cases/']").first.get_attribute("href") or ""
        page.clock.install()
        page.goto(f"{machine.client.server}{address}")
        with page.expect_response(lambda response: "/progress?version=" in response.url) as told:
            page.clock.fast_forward(31_000)
        context.clear_cookies()
        page.clock.fast_forward(31_000)
        page.wait_for_url(lambda url: "/cases/" not in url)

    assert told.value.status in (200, 204)


def test_a_run_under_way_refreshes_itself_and_leaves_its_reader_where_they_are(
    machine: Machine, opened: Browser, found: Found
) -> None:
    pattern = "/console/cases/{case_id}/executions/{run}"
    run = next(one.address for one in found("operator") if pattern_of(one.address) == pattern)
    with looking(opened, machine.client.server, "operator", PHONE) as context:
        page = context.new_page()
        page.clock.install()
        page.goto(run.partition("?")[0])
        box, graph = page.locator("#state-DispatchMobilization"), page.locator(".scroll")
        box.focus()
        graph.evaluate("one => { one.scrollLeft = 700 }")
        # As if something had happened since.
        page.route("**/progress?*", lambda route: route.continue_(url=route.request.url.partition("?")[0]))
        with page.expect_response(lambda response: response.url.endswith("/progress")) as told:
            page.clock.fast_forward(16_000)
        page.clock.run_for(1_000)

        assert told.value.status == 200
        assert box.evaluate("one => one === document.activeElement")
        assert graph.evaluate("one => one.scrollLeft") == 700
