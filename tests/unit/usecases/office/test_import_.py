import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.adapters.outward.signatures import StandardSignatures
from functions.domain.case.case import Change
from functions.domain.case.item import with_dispatch
from functions.domain.conflicts import FileOutOfSequence, FileReplayed
from functions.domain.errors import LianbanError, StoreBusy
from functions.domain.office.exchange import canonical
from functions.domain.office.refusals import FileRefused, OfficeNotFound
from functions.domain.refusals import Refusal
from functions.usecases.office.answer import answer_key
from functions.usecases.office.export import export, state_of
from functions.usecases.office.import_ import Imported, import_answers
from schemas.codes import Department, ItemStatus, Outcome
from schemas.office.exchange import Export, SignedFile
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.secrets import FakeSecrets
from tests.support.grounds import GROUNDS
from tests.support.offices_without_systems import (
    HOUSEHOLD,
    KEEPER,
    POLICE,
    RESERVE,
    RESERVES,
    answers_file,
    at_the_reserves,
    content_of,
    reply,
    signed,
    without_systems,
)
from tests.support.world import World

OFFICE = "mobilization-440106"
DOCUMENT = Path(__file__).parents[4] / "docs" / "departments.md"


def imported(world: World, file: SignedFile) -> Imported:
    return import_answers(RESERVES, file, by=KEEPER, deps=world.deps)


def everything(world: World) -> object:
    open_cases = world.store.due(datetime(2100, 1, 1, tzinfo=UTC), limit=100).entries
    return state_of(OFFICE, world.deps), [(world.ledger(one), world.kinds(one)) for one in open_cases]


def refused(world: World, file: SignedFile) -> dict[str, str]:
    """The report, by pointer; whatever was refused has changed nothing."""
    before = everything(world)
    with pytest.raises(FileRefused) as caught:
        imported(world, file)
    assert everything(world) == before
    return {problem.pointer: problem.detail for problem in caught.value.problems}


def test_a_file_goes_out_and_its_answers_come_back() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    file = export(RESERVES, Export(office=OFFICE), by=KEEPER, key="key-0001", deps=world.deps)
    (entry,) = content_of(file)["entries"]
    at = (world.clock() + timedelta(days=2)).isoformat()
    answers = [
        {"type": "accepted", "reference": entry["reference"], "item": entry["item"], "round": 1, "at": at},
        {**reply(world, case_id, "granted"), "reference": entry["reference"], "at": at},
    ]
    back = answers_file(world, OFFICE, 1, answers)
    world.clock.advance(timedelta(days=4))

    done = imported(world, back)

    assert (done.applied, done.refused) == (2, ())
    item = world.item(case_id, RESERVE)
    assert item.outcome is Outcome.GRANTED
    assert world.executions.ended["reserve"] == {"item": RESERVE, "outcome": "granted"}
    event = world.store.event(case_id, answer_key(Department.MOBILIZATION, RESERVE, f"exchange/{OFFICE}/1/2"))
    assert event is not None
    assert event.actor == "keeper"


def test_a_file_made_as_the_document_says_is_taken() -> None:
    world, secrets = without_systems(), FakeSecrets()
    world.deps = replace(world.deps, signatures=StandardSignatures(secrets))
    case_id, _ = at_the_reserves(world)
    (block,) = re.findall(r"^```python\n(.*?)^```$", DOCUMENT.read_text("utf-8"), re.S | re.M)
    told: dict[str, Any] = {}
    exec(block, told)
    answers = [
        reply(world, case_id, "received"),
        reply(world, case_id, "granted", result={"document": "登记证"}),
    ]

    made = told["answers_file"](OFFICE, 1, answers, secrets.keys(RESERVES)[0], int(world.clock().timestamp()))
    world.clock.advance(timedelta(days=9))
    done = imported(world, SignedFile.model_validate(made))

    assert (done.applied, done.refused) == (2, ())
    assert world.item(case_id, RESERVE).outcome is Outcome.GRANTED


def test_a_file_is_imported_once_and_in_its_turn() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    first = answers_file(world, OFFICE, 1, [reply(world, case_id, "received")])
    third = answers_file(world, OFFICE, 3, [reply(world, case_id, "granted")])
    imported(world, first)
    version = world.item(case_id, RESERVE).version

    with pytest.raises(FileReplayed):
        imported(world, first)
    with pytest.raises(FileOutOfSequence, match="2"):
        imported(world, third)

    assert world.item(case_id, RESERVE).version == version


Forge = Callable[[SignedFile], SignedFile]
FORGERIES: dict[str, Forge] = {
    "content": lambda file: file.model_copy(update={"content": file.content.replace("received", "accepted")}),
    "white space": lambda file: file.model_copy(update={"content": file.content + " "}),
    "id": lambda file: file.model_copy(update={"id": "answers-2"}),
    "signature": lambda file: file.model_copy(update={"signature": "v1,AAAA"}),
}


@each("forge", FORGERIES.values())
def test_a_tampered_file_is_refused_whole(forge: Forge) -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    file = answers_file(world, OFFICE, 1, [reply(world, case_id, "received")])

    assert set(refused(world, forge(file))) == {"/signature"}
    assert world.item(case_id, RESERVE).status is ItemStatus.DISPATCHED


def test_a_file_signed_by_another_department_is_refused() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    good = answers_file(world, OFFICE, 1, [reply(world, case_id, "received")])

    assert set(refused(world, signed(world, good.content, "answers-1", POLICE))) == {"/signature"}


def test_a_file_of_the_future_is_refused() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    file = answers_file(world, OFFICE, 1, [reply(world, case_id, "received")])
    world.clock.advance(timedelta(hours=-1))

    assert set(refused(world, file)) == {"/timestamp"}


def test_a_file_of_which_a_part_is_missing_is_refused() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    answers = [reply(world, case_id, "received"), reply(world, case_id, "accepted")]

    good = answers_file(world, OFFICE, 1, answers)
    short = signed(
        world, good.content.replace(canonical(answers[1:])[1:-1], "").replace(",]", "]"), "answers-1"
    )
    wrong = answers_file(world, OFFICE, 1, answers, digest="0" * 64)

    assert set(refused(world, short)) == {"/content/count", "/content/digest"}
    assert set(refused(world, wrong)) == {"/content/digest"}


def test_every_wrong_line_is_reported_and_the_good_ones_are_not_applied() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    answers = [
        reply(world, case_id, "received"),
        reply(world, case_id, "received", reference="TY26112499999999X"),
        reply(world, case_id, "received", code=HOUSEHOLD),
        reply(world, case_id, "received", code="no_such_item"),
        reply(world, case_id, "received", round=7),
        reply(world, case_id, "granted"),
        reply(world, case_id, "refused", reason="条件不符", **GROUNDS),
    ]

    found = refused(world, answers_file(world, OFFICE, 1, answers))

    assert set(found) == {f"/content/answers/{number}" for number in (1, 2, 3, 4, 6)}
    assert found["/content/answers/1"] == found["/content/answers/2"]
    # The file was refused whole, and nothing of it is kept.
    assert [detail for detail in found.values() if "留存" in detail] == []
    assert world.item(case_id, RESERVE).status is ItemStatus.DISPATCHED


def test_a_line_that_names_documents_is_reported_before_anything_is_applied() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    document = {"id": "3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b", "name": "结果.pdf"}
    answers = [reply(world, case_id, "received"), reply(world, case_id, "granted", documents=[document])]

    found = refused(world, answers_file(world, OFFICE, 1, answers))

    assert set(found) == {"/content/answers/1/documents"}
    assert "重新上传" not in found["/content/answers/1/documents"]


def test_another_offices_item_is_as_unknown_as_an_unknown_case() -> None:
    world = without_systems()
    case_id, item = at_the_reserves(world)
    world.store.commit(Change(items=(with_dispatch(item, office="mobilization-440103"),)))

    found = refused(world, answers_file(world, OFFICE, 1, [reply(world, case_id, "received")]))

    assert set(found) == {"/content/answers/0"}


def test_a_file_for_an_office_that_is_not_ones_own_is_refused() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    file = answers_file(world, "public_security-440106", 1, [reply(world, case_id, "received")])

    with pytest.raises(OfficeNotFound):
        imported(world, file)


@each(
    "content",
    [
        "",
        "null",
        "[]",
        "{}",
        "{" * 5000,
        '{"office":"mobilization-440106"}',
        "\x00",
        '{"answers":' + "[" * 5000,
        '{"office":"mobilization-440106","sequence":1e3,"count":0,"digest":"'
        + "0" * 64
        + '","answers":[NaN]}',
    ],
)
def test_content_that_is_no_file_of_answers_is_refused_with_the_field(content: str) -> None:
    world = without_systems()

    found = refused(world, signed(world, content, "answers-1"))

    assert all(pointer.startswith("/content") for pointer in found)


def test_every_line_that_cannot_be_read_is_reported() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    good = reply(world, case_id, "received")

    found = refused(world, answers_file(world, OFFICE, 1, [good, {**good, "round": 0}, good, {"type": "x"}]))

    assert set(found) == {"/content/answers/1/round", "/content/answers/3/type"}


def test_a_number_that_nobody_could_write_out_is_refused() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    file = answers_file(world, OFFICE, 1, [reply(world, case_id, "received")])

    found = refused(
        world, signed(world, file.content.replace('"round":1', f'"round":{"9" * 5000}'), "answers-1")
    )

    assert all(pointer.startswith("/content") for pointer in found)


def test_a_file_that_names_a_field_twice_is_refused() -> None:
    world = without_systems()
    case_id, _ = at_the_reserves(world)
    file = answers_file(world, OFFICE, 1, [reply(world, case_id, "received")])
    twice = file.content.replace('"type":"received"', '"type":"refused","type":"received"')

    found = refused(world, signed(world, twice, "answers-1"))

    assert set(found) == {"/content/answers/0/type"}


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda one: st.lists(one) | st.dictionaries(st.text(), one)
    )
)
def test_no_content_can_do_worse_than_be_refused(content: Any) -> None:
    world = without_systems()

    with pytest.raises(Refusal):
        imported(world, signed(world, json.dumps(content), "answers-1"))


class DiesOnTheWay(FakeCaseStore):
    """Gives out before its `dies_at`-th commit."""

    dies_at: int | None = None

    def commit(self, change: Change) -> Change:
        if self.dies_at is not None:
            self.dies_at -= 1
            if self.dies_at < 0:
                raise StoreBusy
        return super().commit(change)


@pytest.mark.slow
@each("commits", range(4))
def test_importing_the_same_file_again_completes_what_a_crash_left(commits: int) -> None:
    world = without_systems()
    store = DiesOnTheWay()
    world.store, world.deps = store, replace(world.deps, store=store)
    cases = [at_the_reserves(world)[0] for _ in range(4)]
    file = answers_file(world, OFFICE, 1, [reply(world, case_id, "received") for case_id in cases])
    store.dies_at = commits
    with pytest.raises(StoreBusy):
        imported(world, file)
    store.dies_at = None

    another = answers_file(world, OFFICE, 1, [reply(world, cases[0], "accepted")])
    with pytest.raises(LianbanError):
        imported(world, another)
    done = imported(world, file)

    assert (done.applied, done.refused) == (4, ())
    assert {world.item(case_id, RESERVE).status for case_id in cases} == {ItemStatus.RECEIVED}
    assert all(world.kinds(case_id).count("answered") == 3 for case_id in cases)
    with pytest.raises(FileReplayed):
        imported(world, file)


def test_a_line_overtaken_while_the_import_stood_still_is_told_and_kept() -> None:
    world = without_systems()
    store = DiesOnTheWay()
    world.store, world.deps = store, replace(world.deps, store=store)
    case_id, _ = at_the_reserves(world)
    file = answers_file(world, OFFICE, 1, [reply(world, case_id, "granted")])
    store.dies_at = 0
    with pytest.raises(StoreBusy):
        imported(world, file)
    store.dies_at = None
    world.answered(case_id, RESERVE, "refused")

    done = imported(world, file)

    (line,) = done.refused
    assert (done.applied, line.line, line.error.code) == (0, 1, "outcome-already-recorded")
    assert world.item(case_id, RESERVE).outcome is Outcome.REFUSED
    assert "answer_refused" in world.kinds(case_id)


def test_the_canonical_form_of_a_value_is_the_same_bytes_whatever_its_order() -> None:
    assert canonical({"b": "测", "a": [1]}) == canonical({"a": [1], "b": "测"}) == '{"a":[1],"b":"测"}'
