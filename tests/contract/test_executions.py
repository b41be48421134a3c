"""What every engine promises."""

from collections.abc import Iterator

import pytest

from functions.domain.case.refusals import ExecutionNotFound
from functions.domain.errors import TaskGone
from functions.domain.refusals import BadCursor
from functions.ports.executions import HistoryEvent
from tests.contract.engines import ENGINES, GIVEN, Stage
from tests.contract.engines_wire import EVERY_ENGINE, OVER_THE_WIRE, stage_of

NAME = "00000000-0000-4000-8000-000000000001-1"


@pytest.fixture(params=EVERY_ENGINE)
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with stage_of(request) as set_up:
        yield set_up


def test_a_run_is_found_under_its_name(stage: Stage) -> None:
    stage.executions.start(NAME, GIVEN)

    found = stage.executions.find(NAME)

    assert found is not None
    assert (found.name, found.status, found.stopped_at) == (NAME, "RUNNING", None)
    assert found.started_at.tzinfo is not None


def test_a_run_that_was_never_started_is_none(stage: Stage) -> None:
    assert stage.executions.find(NAME) is None
    with pytest.raises(ExecutionNotFound):
        stage.executions.history(NAME, limit=10)


def test_a_run_is_started_once_whatever_it_is_given_later(stage: Stage) -> None:
    stage.executions.start(NAME, GIVEN)
    stage.executions.start(NAME, GIVEN)
    stage.executions.start(NAME, {"plan": []})

    found = stage.executions.find(NAME)

    assert found is not None
    assert found.status == "RUNNING"


def test_a_run_ends_when_its_tasks_have(stage: Stage) -> None:
    stage.executions.start(NAME, GIVEN)
    for item in ("identity_card", "driving_licence"):
        stage.executions.resume(stage.token(NAME, item), {"outcome": "granted"})
    stage.settle(NAME)

    found = stage.executions.find(NAME)

    assert found is not None
    assert found.status == "SUCCEEDED"
    assert found.stopped_at is not None


def test_a_run_that_has_ended_is_not_started_again(stage: Stage) -> None:
    stage.executions.start(NAME, GIVEN)
    for item in ("identity_card", "driving_licence"):
        stage.executions.resume(stage.token(NAME, item), {})
    stage.settle(NAME)

    stage.executions.start(NAME, GIVEN)

    found = stage.executions.find(NAME)
    assert found is not None
    assert found.status == "SUCCEEDED"


def test_a_running_run_tells_how_long_its_history_is(stage: Stage) -> None:
    stage.executions.start(NAME, GIVEN)
    for item in ("identity_card", "driving_licence"):
        stage.token(NAME, item)

    found = stage.executions.find(NAME)

    assert found is not None
    assert found.events == len(_read(stage, limit=100)) > 0


# moto leaves a run that waits for a token RUNNING when it is stopped.
@pytest.mark.parametrize("stage", ["fake", "embedded", OVER_THE_WIRE], indirect=True)
def test_a_run_that_is_stopped_has_ended(stage: Stage) -> None:
    stage.executions.start(NAME, GIVEN)

    stage.executions.stop(NAME)

    found = stage.executions.find(NAME)
    assert found is not None
    assert found.status == "ABORTED"
    assert found.stopped_at is not None


def test_a_run_that_has_ended_is_left_as_it_ended(stage: Stage) -> None:
    stage.executions.start(NAME, GIVEN)
    for item in ("identity_card", "driving_licence"):
        stage.executions.resume(stage.token(NAME, item), {})
    stage.settle(NAME)

    stage.executions.stop(NAME)

    found = stage.executions.find(NAME)
    assert found is not None
    assert found.status == "SUCCEEDED"


def test_a_run_that_never_was_need_not_be_stopped(stage: Stage) -> None:
    stage.executions.stop(NAME)

    assert stage.executions.find(NAME) is None


def test_a_token_that_nothing_waits_under_is_gone(stage: Stage) -> None:
    with pytest.raises(TaskGone):
        stage.executions.resume(stage.gone, {})
    with pytest.raises(TaskGone):
        stage.executions.fail(stage.gone, error="DispatchIncident", cause="事项异常")


# moto takes a second answer for a task that has ended; Step Functions says TaskTimedOut.
@pytest.mark.parametrize("stage", ["fake", "embedded", OVER_THE_WIRE], indirect=True)
def test_a_token_ends_its_task_once(stage: Stage) -> None:
    stage.executions.start(NAME, GIVEN)
    tokens = [stage.token(NAME, item) for item in ("identity_card", "driving_licence")]
    for token in tokens:
        stage.executions.resume(token, {})
    stage.settle(NAME)

    with pytest.raises(TaskGone):
        stage.executions.resume(tokens[0], {})
    with pytest.raises(TaskGone):
        stage.executions.fail(tokens[1], error="DispatchIncident", cause="事项异常")


# MiniStack's history does not go into a Map: it tells no state there.
@pytest.mark.parametrize("stage", ENGINES, indirect=True)
def test_a_history_is_paged_and_tells_which_item(stage: Stage) -> None:
    stage.executions.start(NAME, GIVEN)
    for item in ("identity_card", "driving_licence"):
        stage.token(NAME, item)

    read = _read(stage, limit=3)

    assert [event.id for event in read] == list(range(1, len(read) + 1))
    scheduled = {(event.state, event.item) for event in read if event.kind == "TaskScheduled"}
    assert scheduled == {("Dispatch", "identity_card"), ("Dispatch", "driving_licence")}
    assert read[0].kind == "ExecutionStarted"
    assert read[0].item is None


@pytest.mark.parametrize("stage", ENGINES, indirect=True)
def test_a_history_tells_what_the_run_and_each_state_begins_with(stage: Stage) -> None:
    stage.executions.start(NAME, GIVEN)
    for item in ("identity_card", "driving_licence"):
        stage.token(NAME, item)

    read = _read(stage, limit=100)

    assert read[0].data == GIVEN
    entered = [event.data for event in read if event.kind == "TaskStateEntered"]
    assert sorted(data["item"] for data in entered) == ["driving_licence", "identity_card"]


@pytest.mark.parametrize("stage", ENGINES, indirect=True)
def test_a_history_covers_whatever_is_no_id_of_ours(stage: Stage) -> None:
    stage.executions.start(
        NAME, {**GIVEN, "name": "测试甲", "id": "44010619900101123X", "mobile": 13800138000}
    )
    for item in ("identity_card", "driving_licence"):
        stage.token(NAME, item)

    told = repr(stage.executions.history(NAME, limit=1).entries[0].data)

    assert not any(words in told for words in ("测试甲", "44010619900101123X", "13800138000"))
    assert "identity_card" in told


def test_a_run_under_way_is_not_to_be_redriven(stage: Stage) -> None:
    stage.executions.start(NAME, GIVEN)

    found = stage.executions.find(NAME)

    assert found is not None
    assert found.redrive is None


def test_a_history_tells_no_token(stage: Stage) -> None:
    stage.executions.start(NAME, GIVEN)
    tokens = [stage.token(NAME, item) for item in ("identity_card", "driving_licence")]

    told = repr(_read(stage, limit=100))

    assert not any(token in told for token in tokens)


def test_a_foreign_cursor_is_refused(stage: Stage) -> None:
    stage.executions.start(NAME, GIVEN)
    stage.token(NAME, "identity_card")
    cursor = stage.executions.history(NAME, limit=1).cursor

    assert cursor is not None
    with pytest.raises(BadCursor):
        stage.executions.history(NAME, limit=1, cursor=cursor + "A")
    with pytest.raises(BadCursor):
        stage.executions.history(f"{NAME}0", limit=1, cursor=cursor)


def test_the_definition_can_be_read(stage: Stage) -> None:
    assert stage.executions.definition() == stage.definition


def _read(stage: Stage, *, limit: int) -> list[HistoryEvent]:
    page = stage.executions.history(NAME, limit=limit)
    read = list(page.entries)
    while page.cursor:
        page = stage.executions.history(NAME, limit=limit, cursor=page.cursor)
        read += page.entries
    return read
