import ast
from pathlib import Path
from string import Formatter

import pytest

from functions.domain.case import events
from functions.domain.case.case import Event
from functions.domain.case.events import EVENTS, act_key, acts_of, answering, kept_in, key_of
from schemas.codes import EventKind, Role
from tests.support.make import CASE_ID, NOW

FUNCTIONS = Path(events.__file__).parents[2]
FILLED = {"who", "round", "trouble", "answer", "moved", "excused", "term", "deemed", "limit", "when"}


def test_every_kind_has_its_line_and_every_line_says_something() -> None:
    assert set(EVENTS) == set(EventKind)
    assert [kind for kind, line in EVENTS.items() if not line.sentence or not line.key] == []


def test_a_sentence_asks_for_nothing_that_the_interface_does_not_fill_in() -> None:
    asked = {
        kind: {name for _, name, *_ in Formatter().parse(EVENTS[kind].sentence) if name} for kind in EventKind
    }
    said = {
        kind: EVENTS[kind].sentence.format(**dict.fromkeys(FILLED | asked[kind], "某")) for kind in EventKind
    }

    assert {kind: names - FILLED for kind, names in asked.items() if names - FILLED} == {}
    assert {kind: text for kind, text in said.items() if not text.endswith(("。", "某"))} == {}


def test_what_an_items_row_holds_whole_names_the_item_in_its_key() -> None:
    assert [kind for kind in kept_in("item") if "{item}" not in EVENTS[kind].key] == []


def test_two_kinds_share_a_key_only_where_one_excludes_the_other() -> None:
    own = [line.key for line in EVENTS.values() if line.key != EVENTS[EventKind.RATED].key]

    assert sorted({key for key in own if own.count(key) > 1}) == [EVENTS[EventKind.ANSWERED].key]


def test_keys_are_what_they_have_always_been() -> None:
    assert key_of(EventKind.SUBMITTED) == "submitted"
    assert key_of(EventKind.INCIDENT, item="discharge_report", version=3) == "incident/discharge_report/3"
    assert key_of(EventKind.MATERIAL_ADDED, upload="u-1") == "material/u-1"
    assert act_key("correct/ab", 1) == "correct/ab/01"


def test_a_key_lacks_no_part() -> None:
    with pytest.raises(KeyError):
        key_of(EventKind.INCIDENT, item="discharge_report")


def test_of_an_answer_that_was_refused_the_key_tells_the_department() -> None:
    key = key_of(
        EventKind.ANSWER_REFUSED, department="mobilization", item="discharge_report", webhook_id="a/b"
    )

    assert answering(Event(CASE_ID, key, NOW, EventKind.ANSWER_REFUSED)) == "mobilization"
    assert answering(Event(CASE_ID, "closed", NOW, EventKind.CLOSED)) is None


def test_an_operators_acts_are_those_that_operators_alone_do() -> None:
    assert {EventKind.RETRIED, EventKind.TOLD} < acts_of(Role.OPERATOR)
    assert EventKind.ANSWERED not in acts_of(Role.OPERATOR)


@pytest.mark.slow
def test_no_event_gets_a_key_that_was_spelled_out_on_the_spot() -> None:
    spelled = [
        f"{path.name}:{node.lineno}"
        for path in FUNCTIONS.rglob("*.py")
        if "Event(" in (text := path.read_text("utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Event"
        if len(node.args) > 1 and isinstance(node.args[1], ast.JoinedStr | ast.Constant)
    ]

    assert spelled == []
