"""A change is shown before it is made, followed while it is made, and explained if it fails."""

import pytest

from infra.deploy.change import ChangeRefused, Desk, Failed, change
from infra.deploy.cloud import ResourceChange, Stack
from tests.support.fakes.cloud import MACHINE, TABLE, FakeCloud, Script

NAME = "lianban-dev"
NESTED = "AWS::CloudFormation::Stack"


class Console:
    def __init__(self, *, agrees: bool = True) -> None:
        self.lines: list[str] = []
        self.asked: list[str] = []
        self.desk = Desk(tell=self.lines.append, ask=self._ask, pause=lambda _: None)
        self._agrees = agrees

    def _ask(self, question: str) -> bool:
        self.asked.append(question)
        return self._agrees

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def failing(*happens: tuple[str, str, str, str, str], ends: str = "UPDATE_ROLLBACK_COMPLETE") -> FakeCloud:
    cloud = FakeCloud()
    cloud.scripts[NAME].append(Script(happens=happens, ends=ends))
    return cloud


def test_a_change_is_shown_agreed_to_and_followed_to_its_end() -> None:
    cloud, console = FakeCloud(), Console()
    cloud.scripts[NAME].append(Script(outputs={"EndpointURL": "https://api.example"}))

    stack = change(NAME, b"{}", {}, cloud, console.desk)

    assert stack.outputs == {"EndpointURL": "https://api.example"}
    shown = console.text.index("+ AWS::DynamoDB::Table")
    assert shown < console.text.index("CREATE_COMPLETE")
    assert console.asked == ["Carry out these changes of lianban-dev?"]


def test_nothing_to_change_changes_nothing() -> None:
    cloud, console = FakeCloud(), Console()
    cloud.stacks[NAME] = Stack(NAME, "UPDATE_COMPLETE", {"A": "1"})

    stack = change(NAME, b"{}", {}, cloud, console.desk)

    assert stack.outputs == {"A": "1"}
    assert console.asked == []
    assert len(cloud.discarded) == 1


def test_what_nobody_agrees_to_is_not_done() -> None:
    cloud, console = failing(), Console(agrees=False)

    with pytest.raises(ChangeRefused, match="not agreed to"):
        change(NAME, b"{}", {}, cloud, console.desk)

    assert NAME not in cloud.stacks


@pytest.mark.parametrize(
    "lost", [ResourceChange("Remove", "Table", TABLE), ResourceChange("Modify", "Table", TABLE, "True")]
)
def test_a_change_that_would_lose_the_ledger_is_refused_unless_asked_for(lost: ResourceChange) -> None:
    cloud, console = FakeCloud(), Console()
    cloud.scripts[NAME] += [Script(changes=(lost,)), Script(changes=(lost,))]

    with pytest.raises(ChangeRefused, match="holds data or keys: Table"):
        change(NAME, b"{}", {}, cloud, console.desk)

    assert change(NAME, b"{}", {}, cloud, console.desk, may_lose=True).is_well


def test_a_failed_change_is_explained_by_its_first_causes() -> None:
    cloud, console = failing(
        ("Sweep", "AWS::Lambda::Function", "CREATE_FAILED", "Resource creation cancelled", ""),
        ("Api", "AWS::ApiGateway::Stage", "UPDATE_FAILED", "CloudWatch Logs role ARN must be set in account settings", ""),
        (NAME, NESTED, "UPDATE_ROLLBACK_IN_PROGRESS", "The following resource(s) failed to update: [Api].", ""),
    ), Console()  # fmt: skip

    with pytest.raises(Failed) as told:
        change(NAME, b"{}", {}, cloud, console.desk)

    assert "Api (AWS::ApiGateway::Stage): CloudWatch Logs role ARN" in str(told.value)
    assert "deploy the account's stack first" in str(told.value)
    assert "cancelled" not in str(told.value)


def test_the_cause_within_a_nested_stack_is_told() -> None:
    cloud, console = (
        failing(("Inner", NESTED, "CREATE_FAILED", "Embedded stack was not created", "inner-1")),
        Console(),
    )
    cloud.happen("inner-1", ("Machine", MACHINE, "CREATE_FAILED", "Invalid definition", ""))

    with pytest.raises(Failed, match=r"Machine .*Invalid definition"):
        change(NAME, b"{}", {}, cloud, console.desk)


def test_failures_of_an_earlier_change_are_not_told_again() -> None:
    cloud, console = failing(("Api", "AWS::X", "UPDATE_FAILED", "new trouble", "")), Console()
    cloud.stacks[NAME] = Stack(NAME, "UPDATE_ROLLBACK_COMPLETE", {})
    cloud.happen(NAME, ("Api", "AWS::X", "UPDATE_FAILED", "old trouble", ""))

    with pytest.raises(Failed) as told:
        change(NAME, b"{}", {}, cloud, console.desk)

    assert "new trouble" in str(told.value)
    assert "old trouble" not in str(told.value)


def test_a_change_that_cloudformation_refuses_says_why() -> None:
    cloud, console = FakeCloud(), Console()
    cloud.scripts[NAME].append(Script(changes=(), problem="Parameters: [Issuer] must have values"))

    with pytest.raises(ChangeRefused, match="Issuer"):
        change(NAME, b"{}", {}, cloud, console.desk)


@pytest.mark.parametrize("status", ["UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED"])
def test_a_stack_that_somebody_must_look_at_first_is_left_alone(status: str) -> None:
    cloud, console = FakeCloud(), Console()
    cloud.stacks[NAME] = Stack(NAME, status, {})

    with pytest.raises(ChangeRefused, match=status):
        change(NAME, b"{}", {}, cloud, console.desk)


def test_what_is_left_of_a_first_deployment_that_failed_makes_room() -> None:
    cloud, console = FakeCloud(), Console()
    cloud.stacks[NAME] = Stack(NAME, "ROLLBACK_COMPLETE", {})
    cloud.scripts[NAME].append(Script())

    stack = change(NAME, b"{}", {}, cloud, console.desk)

    assert stack.status == "CREATE_COMPLETE"
    assert "deleting what is left" in console.text
