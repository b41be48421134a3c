"""A change is shown before it is made, followed while it is made, and explained if it fails."""

import pytest

from infra.deploy import words
from infra.deploy.change import ChangeRefused, Desk, Failed, change
from infra.deploy.cloud import Proposal, ResourceChange, Stack
from tests.support.fakes.cloud import MACHINE, TABLE, FakeCloud, Script

NAME = "lianban-dev"
NESTED = "AWS::CloudFormation::Stack"


class Console:
    def __init__(self, *, agrees: bool = True) -> None:
        self.lines: list[str] = []
        self.asked: list[str] = []
        self.desk = Desk(tell=self.lines.append, ask=self._ask, pause=lambda _: None)
        self._agrees, self._times = agrees, 99

    def lets(self, times: int) -> None:
        """So many more changes are agreed to."""
        self._times = times

    def _ask(self, question: str) -> bool:
        self.asked.append(question)
        self._times -= 1
        return self._agrees and self._times >= 0

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
    "lost",
    [
        ResourceChange("Remove", "Table", TABLE),
        ResourceChange("Modify", "Table", TABLE, "True"),
        ResourceChange("Modify", "Table", TABLE, "Conditional", ("KeySchema",)),
        ResourceChange("Modify", "Table", TABLE, "Conditional"),
    ],
    ids=["removed", "replaced", "perhaps replaced, for its keys", "perhaps replaced, nobody knows why"],
)
def test_a_change_that_would_lose_the_ledger_is_refused_unless_asked_for(lost: ResourceChange) -> None:
    cloud, console = FakeCloud(), Console()
    cloud.scripts[NAME] += [Script(changes=(lost,)), Script(changes=(lost,))]

    with pytest.raises(ChangeRefused, match="holds data or keys: Table"):
        change(NAME, b"{}", {}, cloud, console.desk)

    assert change(NAME, b"{}", {}, cloud, console.desk, may_lose=True).is_well


def test_a_table_that_gets_attributes_for_a_new_index_is_not_lost() -> None:
    cloud = FakeCloud()
    stays = ResourceChange("Modify", "Table", TABLE, "Conditional", ("AttributeDefinitions",))
    cloud.scripts[NAME].append(Script(changes=(stays,)))

    assert change(NAME, b"{}", {}, cloud, Console().desk).is_well


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


@pytest.mark.parametrize("agrees", [True, False], ids=["agreed", "not agreed"])
def test_what_is_left_of_a_stage_half_destroyed_is_deleted_only_if_somebody_agrees(agrees: bool) -> None:
    cloud, console = FakeCloud(), Console(agrees=agrees)
    cloud.stacks[NAME] = Stack(NAME, "DELETE_FAILED", {})
    cloud.scripts[NAME].append(Script())

    if agrees:
        assert change(NAME, b"{}", {}, cloud, console.desk).status == "CREATE_COMPLETE"
    else:
        with pytest.raises(ChangeRefused, match="not agreed to"):
            change(NAME, b"{}", {}, cloud, console.desk)
        assert cloud.stacks[NAME].status == "DELETE_FAILED"

    assert console.asked[0] == "lianban-dev was being destroyed, which failed. Delete what is left of it?"


def test_a_change_that_nobody_carried_out_does_not_stand_in_the_way() -> None:
    cloud = FakeCloud()
    cloud.stacks[NAME] = Stack(NAME, "REVIEW_IN_PROGRESS", {})
    cloud.scripts[NAME].append(Script())

    assert change(NAME, b"{}", {}, cloud, Console().desk).is_well


class Slow(FakeCloud):
    """Tells of a stack as it was before, for some looks after a change has begun."""

    def __init__(self, was: Stack) -> None:
        super().__init__()
        self.stacks[was.name] = self._was = was
        self._left = 0

    def carry_out(self, name: str, proposal: Proposal) -> None:
        super().carry_out(name, proposal)
        self._left = 3

    def stack(self, name: str) -> Stack | None:
        if self._left:
            self._left -= 1
            return self._was
        return super().stack(name)


def test_a_change_has_not_ended_before_its_first_event_is_told() -> None:
    cloud = Slow(Stack(NAME, "UPDATE_COMPLETE", {"A": "before"}))
    cloud.scripts[NAME].append(Script(ends="UPDATE_COMPLETE", outputs={"A": "after"}))

    assert change(NAME, b"{}", {}, cloud, Console().desk).outputs == {"A": "after"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Stack:arn:x is in UPDATE_IN_PROGRESS state and can not be updated.", "somebody is at work there"),
        ("(ChangeSetNotFound) ChangeSet [x] does not exist", "somebody else changed the stack meanwhile"),
        (
            "The SSO session associated with this profile has expired or is otherwise invalid.",
            "sign in again",
        ),
        ("Error when retrieving token from sso: Token has expired and refresh failed", "sign in again"),
        (
            "An error occurred (ExpiredTokenException) when calling the DescribeStacks operation",
            "sign in again",
        ),
        (
            'Could not connect to the endpoint URL: "https://x.test/"',
            "the network was lost: the same command",
        ),
        (
            "Connection was closed before we received a valid response",
            "the network was lost: the same command",
        ),
        ('Read timeout on endpoint URL: "https://x.test/"', "the network was lost: the same command"),
        ("The role ARN does not have required permissions configured.", "a role that was just made"),
        ("The role defined for the function cannot be assumed by Lambda.", "a role that was just made"),
    ],
)
def test_what_stops_a_deployment_half_way_is_told_with_what_to_do(said: str, told: str) -> None:
    assert f"→ {told}" in words.hinted(said)
