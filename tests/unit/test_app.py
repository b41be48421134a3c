import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from chalice.app import CloudWatchEventConfig, Rate, ScheduledEventConfig
from chalice.test import Client

import app
from functions import bootstrap, tasks
from functions.api.routes import ROUTES
from functions.domain.case.refusals import CaseNotFound
from functions.lambda_names import OF_THE_MACHINE
from functions.pages.routes import PAGES
from tests.support.api_deps import house
from tests.support.fakes.executions import SilentEngine
from tests.support.world import World

CONFIG = json.loads((Path(app.__file__).parent / ".chalice" / "config.json").read_text(encoding="utf-8"))


def test_every_task_of_the_state_machine_is_a_lambda_named_like_its_attribute() -> None:
    bound = {function.name: function.handler_string for function in app.app.pure_lambda_functions}

    assert bound == {name: f"app.{name}" for name in OF_THE_MACHINE}
    for name in OF_THE_MACHINE:
        assert callable(getattr(app, name))
        assert callable(getattr(tasks, name))


def test_the_sweep_runs_every_minute() -> None:
    [schedule] = [source for source in app.app.event_sources if isinstance(source, ScheduledEventConfig)]

    assert (schedule.name, schedule.handler_string) == ("sweep", "app.sweep")
    assert isinstance(schedule.schedule_expression, Rate)
    assert schedule.schedule_expression.to_string() == "rate(1 minute)"


def test_every_route_is_bound() -> None:
    bound = {(method, path) for path, methods in app.app.routes.items() for method in methods}

    routes = {(route.method, route.path) for route in ROUTES} | {("OPTIONS", route.path) for route in ROUTES}
    assert bound == routes | {(page.method, page.path) for page in PAGES}


def test_the_configuration_leaves_roles_and_settings_to_the_merge_template() -> None:
    assert CONFIG["api_gateway_endpoint_type"] == "REGIONAL"
    assert CONFIG["autogen_policy"] is False
    assert CONFIG["manage_iam_role"] is False


@pytest.fixture
def installed() -> Iterator[None]:
    bootstrap.use(house())
    yield
    bootstrap.use(None)


@pytest.mark.usefixtures("installed")
def test_a_task_fails_under_its_errors_class_name() -> None:
    with pytest.raises(CaseNotFound):
        vars(app)["close_case"]({"case_id": "00000000-0000-4000-8000-00000000ffff", "run": 1}, None)


@pytest.mark.usefixtures("installed")
def test_a_scheduled_event_sweeps() -> None:
    event = {
        "version": "0", "account": "1", "region": "cn-north-1", "detail": {}, "detail-type": "Scheduled Event",
        "source": "aws.events", "time": "2026-11-24T01:00:00Z", "id": "e-1", "resources": [],
    }  # fmt: skip

    assert app.sweep(event, None) == {
        "cases": 0,
        "repairs": {},
        "failures": {},
        "silent_loss": 0,
        "set_back": 0,
    }


def test_runs_that_end_badly_are_told_of() -> None:
    [rule] = [source for source in app.app.event_sources if isinstance(source, CloudWatchEventConfig)]

    assert (rule.name, rule.handler_string) == ("run_ended", "app.run_ended")
    assert rule.event_pattern["detail"]["status"] == ["FAILED", "TIMED_OUT", "ABORTED"]


@pytest.mark.usefixtures("installed")
def test_a_run_of_no_case_is_passed_over() -> None:
    event = {
        "version": "0", "account": "1", "region": "cn-north-1", "detail": {"name": "tried-by-hand"},
        "detail-type": "Step Functions Execution Status Change", "source": "aws.states",
        "time": "2026-11-24T01:00:00Z", "id": "e-2", "resources": [],
    }  # fmt: skip

    assert app.run_ended(event, None) == {}


def test_a_run_that_ended_badly_is_continued_though_step_functions_can_be_asked_of_none() -> None:
    """As when thousands end at once, after a faulty release: it tells of ten a second."""
    world = World()
    engine = SilentEngine(clock=world.clock)
    bootstrap.use(replace(world.deps, executions=engine))
    case_id = world.submitted()
    detail = {"name": f"{case_id}-1", "status": "FAILED"}

    try:
        done = tasks.run_ended({"detail": detail})
    finally:
        bootstrap.use(None)

    assert done == {"repairs": {"NextRun": 1}, "failures": {}}
    assert list(engine.starts) == [f"{case_id}-2"]


@pytest.mark.usefixtures("installed")
def test_the_app_answers_over_http() -> None:
    assert Client(app.app).http.get("/health").json_body["status"] == "ok"
