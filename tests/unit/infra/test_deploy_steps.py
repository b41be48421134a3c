"""A release that brings indexes, or takes them away, is deployed by changes that CloudFormation takes, and waits for each."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from infra.deploy.change import ChangeRefused, Failed
from infra.deploy.cloud import ResourceChange, Stack
from infra.deploy.release import ACCOUNT_STACK, Releases
from infra.deploy.stages import DeployStage
from tests.support.fakes.cloud import ONE_INDEX, START, TABLE, FakeCloud, Script
from tests.unit.infra.test_deploy_change import Console
from tests.unit.infra.test_deploy_indexes import index, names, template

DEV = DeployStage("dev", False, {"Stage": "dev", "Guarded": "no"})
STACK = "lianban-dev"
OUTPUTS = {"TableName": "ledger"}


class Yard:
    def __init__(self, folder: Path) -> None:
        self.cloud, self.console, self._folder = FakeCloud(), Console(), folder
        self.cloud.scripts[ACCOUNT_STACK].append(Script(outputs={"Bucket": "artifacts"}))
        self.cloud.scripts[STACK] = [Script(outputs=OUTPUTS, ends="UPDATE_COMPLETE") for _ in range(9)]
        self.releases = Releases(
            self.cloud, self.console.desk, clock=lambda: START, new_key=lambda name: f"key of {name}"
        )

    def deploy(self, made: dict[str, Any], *, may_lose: bool = False, **given: str) -> Stack:
        stage = DeployStage("dev", False, DEV.parameters | given)
        return self.releases.deploy(stage, self.package(made), may_lose=may_lose)

    def package(self, made: dict[str, Any]) -> Path:
        """Its template's code says which package it is."""
        sha = made["Resources"]["Sweep"]["Properties"]["CodeUri"]
        (self._folder / "package.json").write_text(json.dumps({"sha256": sha * 64, "code": sha}))
        (self._folder / "template.json").write_text(json.dumps(made))
        (self._folder / "deployment.zip").write_bytes(sha.encode())
        return self._folder

    @property
    def changes(self) -> list[tuple[str, list[str], set[str]]]:
        """Of each change of the stack: whose code, which indexes, and how those were that stood."""
        return [
            (made["Resources"]["Sweep"]["Properties"]["CodeUri"][-6:-5], names(made), set(were.values()))
            for made, were in self.cloud.carried[STACK]
        ]


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    return Yard(tmp_path)


def test_two_new_indexes_are_made_each_by_itself_and_can_be_read_before_the_code_comes(yard: Yard) -> None:
    yard.deploy(template(index("due"), code="a"))

    stack = yard.deploy(template(index("due"), index("office"), index("todo"), code="b"))

    assert stack.is_well
    assert yard.changes[1:] == [
        ("a", ["due", "office"], {"ACTIVE"}),
        ("a", ["due", "office", "todo"], {"ACTIVE"}),
        ("b", ["due", "office", "todo"], {"ACTIVE"}),
    ]
    assert "first the index office by itself, until it can be read; then the rest" in yard.console.text
    assert "waits for the index todo: CREATING" in yard.console.text


def test_one_new_index_can_be_read_before_the_code_comes(yard: Yard) -> None:
    yard.deploy(template(index("due"), code="a"))

    yard.deploy(template(index("due"), index("office"), code="b"))

    assert yard.changes[1:] == [("a", ["due", "office"], {"ACTIVE"}), ("b", ["due", "office"], {"ACTIVE"})]


def test_two_indexes_that_go_go_after_the_code_that_read_them(yard: Yard) -> None:
    yard.deploy(template(index("due"), index("office"), index("todo"), code="a"))

    yard.deploy(template(index("due"), code="b"))

    assert [(code, which) for code, which, _ in yard.changes[1:]] == [
        ("b", ["due", "office", "todo"]),
        ("b", ["due", "todo"]),
        ("b", ["due"]),
    ]


def test_going_back_over_a_release_with_two_indexes_works_as_well(yard: Yard) -> None:
    yard.deploy(template(index("due"), code="a"))
    yard.deploy(template(index("due"), index("office"), index("todo"), code="b"))

    yard.releases.roll_back(DEV)

    assert [(code, which) for code, which, _ in yard.changes[4:]] == [
        ("a", ["due", "office", "todo"]),
        ("a", ["due", "todo"]),
        ("a", ["due"]),
    ]


def test_what_was_stopped_between_its_steps_goes_on_from_what_stands(yard: Yard) -> None:
    yard.deploy(template(index("due"), code="a"))
    wanted = template(index("due"), index("office"), index("todo"), code="b")
    yard.console.lets(1)
    with pytest.raises(ChangeRefused):
        yard.deploy(deepcopy(wanted))
    yard.console.lets(9)

    yard.deploy(wanted)

    assert yard.changes[1:] == [
        ("a", ["due", "office"], {"ACTIVE"}),
        ("a", ["due", "office", "todo"], {"ACTIVE"}),
        ("b", ["due", "office", "todo"], {"ACTIVE"}),
    ]


def test_a_step_keeps_the_settings_that_stand(yard: Yard) -> None:
    yard.deploy(template(index("due"), code="a"))

    yard.deploy(template(index("due"), index("office"), code="b"))

    assert [given for name, given in yard.cloud.proposed if name == STACK][1:] == [
        {"Stage": None},
        DEV.parameters,
    ]


def test_a_step_is_made_of_what_was_deployed_and_not_of_what_cloudformation_tells_of_it(yard: Yard) -> None:
    yard.deploy(template(index("due"), code="a") | {"Description": "联办"})

    yard.deploy(template(index("due"), index("office"), code="b"))

    assert yard.cloud.template(STACK).get("Description") is None
    assert [made.get("Description") for made, _ in yard.cloud.carried[STACK]] == ["联办", "联办", None]


def test_what_was_not_deployed_from_here_gets_no_index(yard: Yard) -> None:
    yard.deploy(template(index("due"), code="a"))
    for key in [key for key in yard.cloud.objects if key[1].startswith("templates/")]:
        del yard.cloud.objects[key]

    with pytest.raises(ChangeRefused, match="was not deployed from here, so no index can be added"):
        yard.deploy(template(index("due"), index("office"), code="b"))


def test_another_index_by_the_same_name_is_refused_before_anything_is_uploaded(yard: Yard) -> None:
    yard.deploy(template(index("due"), code="a"))

    with pytest.raises(ChangeRefused, match="the index due is another one"):
        yard.deploy(template(index("due", projects="ALL"), code="b"), may_lose=True)

    assert ("artifacts", f"packages/{'b' * 64}.zip") not in yard.cloud.objects


def test_a_table_with_other_keys_is_refused_before_anything_is_uploaded_unless_asked_for(yard: Yard) -> None:
    keys = [{"AttributeName": "since", "KeyType": "HASH"}]
    yard.deploy(template(index("due"), code="a"))

    with pytest.raises(ChangeRefused, match="the table would be another one: its keys"):
        yard.deploy(template(index("due"), code="b", KeySchema=keys))

    assert ("artifacts", f"packages/{'b' * 64}.zip") not in yard.cloud.objects
    assert yard.deploy(template(index("due"), code="b", KeySchema=keys), may_lose=True).is_well


def test_a_step_that_aws_refuses_is_explained_and_nothing_further_is_begun(yard: Yard) -> None:
    yard.deploy(template(index("due"), code="a"))
    why = ("Table", TABLE, "UPDATE_FAILED", "Subscriber limit exceeded", "")
    yard.cloud.scripts[STACK][0] = Script(happens=(why,), ends="UPDATE_ROLLBACK_COMPLETE", outputs=OUTPUTS)

    with pytest.raises(Failed, match="Subscriber limit exceeded"):
        yard.deploy(template(index("due"), index("office"), code="b"))

    assert len(yard.changes) == 2


def test_an_index_that_a_failed_change_left_behind_is_told_with_the_command_that_deletes_it(
    yard: Yard,
) -> None:
    yard.deploy(template(index("due"), code="a"))
    yard.cloud.tables["ledger"]["office"] = "ACTIVE"

    with pytest.raises(ChangeRefused) as told:
        yard.deploy(template(index("due"), index("office"), code="b"))

    assert (
        "the index office is left of a change that failed: aws dynamodb update-table --table-name ledger"
        in str(told.value)
    )
    assert '[{"Delete": {"IndexName": "office"}}]' in str(told.value)


def test_the_fake_refuses_what_cloudformation_refuses(yard: Yard) -> None:
    yard.deploy(template(index("due"), code="a"))
    both = json.dumps(template(index("due"), index("office"), index("todo"))).encode()

    proposal = yard.cloud.propose(STACK, both, {})
    yard.cloud.carry_out(STACK, proposal)
    yard.cloud.stack(STACK)

    assert ONE_INDEX in [event.reason for event in yard.cloud.events(STACK)]


def test_a_restored_table_that_lacks_an_index_is_told_with_the_command_that_makes_it(yard: Yard) -> None:
    restored = "lianban-dev-20261126T060000Z"
    yard.deploy(template(index("due"), code="a"))
    yard.cloud.tables[restored] = {"due": "ACTIVE"}

    with pytest.raises(ChangeRefused) as told:
        yard.deploy(template(index("due"), index("office"), code="b"), RestoredTable=restored)

    assert f"{restored} lacks indexes" in str(told.value)
    assert f"aws dynamodb update-table --table-name {restored}" in str(told.value)
    assert json.dumps([{"Create": index("office")}]) in str(told.value)


def test_a_restored_table_that_is_not_there_is_refused(yard: Yard) -> None:
    with pytest.raises(ChangeRefused, match="there is no table lianban-dev-20261126T060000Z here"):
        yard.deploy(template(index("due"), code="a"), RestoredTable="lianban-dev-20261126T060000Z")


def test_the_code_waits_for_an_index_of_the_restored_table_too(yard: Yard) -> None:
    restored = "lianban-dev-20261126T060000Z"
    yard.deploy(template(index("due"), code="a"))
    yard.cloud.tables[restored] = {"due": "CREATING"}

    yard.deploy(template(index("due"), code="b"), RestoredTable=restored)

    assert "waits for the index due: CREATING" in yard.console.text


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "not guarded"])
def test_a_table_that_would_perhaps_be_replaced_is_refused_of_every_stage(guarded: bool, yard: Yard) -> None:
    stage = DeployStage("dev", guarded, DEV.parameters)
    perhaps = ResourceChange("Modify", "Table", TABLE, "Conditional", ("KeySchema",))
    yard.deploy(template(index("due"), code="a"))
    yard.cloud.scripts[STACK][0] = Script(changes=(perhaps,), outputs=OUTPUTS)

    with pytest.raises(ChangeRefused, match="holds data or keys: Table"):
        yard.releases.deploy(stage, yard.package(template(index("due"), code="b")))
