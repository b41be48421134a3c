"""Each function may do what it does, and nothing else: the program is run on AWS's adapters and every call is compared.

The simulated world drives cases through everything that people and offices do; then every route that reads is asked.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields

import pytest

from functions.adapters.outward.secrets import ELECTRONIC_SEAL
from functions.domain.national.owed_messages import ToldPlatform
from functions.lambda_names import OF_TASKS
from infra.package.functions import declared, logical_id
from infra.package.template import joined_sources, resource_sources
from schemas.codes import Department
from tests.deploy.aws_course import live
from tests.deploy.aws_world import NOT_AS_IN_LIFE, aws_world
from tests.deploy.reasons import reasoned

pytestmark = [pytest.mark.slow, pytest.mark.together("roles"), pytest.mark.timeout(900)]

SEED = 7
# Lists of what is due and of what was closed: a look at one case has none of them, but it reads the case's history. And the
# platforms of the province are told of all cases together.
OF_THE_SWEEP = {
    *(f"dynamodb:Query table/index/{name}" for name in ("due", "settled", "view")),
    *(f"secretsmanager:GetSecretValue secret/{name}" for name in (ELECTRONIC_SEAL, *ToldPlatform)),
}


Calls = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Seen:
    """`calls`: "action resource" by function; `failed`: what was asked in vain; `other`: of the ports those that are not what
    life builds.
    """

    calls: Calls
    failed: list[str]
    other: frozenset[str]


@pytest.fixture(scope="module")
def seen() -> Seen:
    found: defaultdict[str, set[str]] = defaultdict(set)
    with aws_world(seed=SEED) as stage:
        failed = live(stage)
        for who, made in stage.recorder.calls.items():
            found[_function(who)] |= made
        names = (one.name for one in fields(stage.life))
        other = {name for name in names if getattr(stage.life, name) is not getattr(stage.deps, name)}
    return Seen(dict(found), failed, frozenset(other))


@pytest.fixture
def calls(seen: Seen) -> Calls:
    return seen.calls


def _function(who: str) -> str:
    """What the simulation calls an act of people or offices is a request to the interface."""
    return who if who in (*OF_TASKS, "nothing") else "api_handler"


def allowed(name: str) -> set[str]:
    """functions.toml's lines, with what stands for every department spelled out; and what a stage adds that is connected."""
    found = set(_where_connected(name))
    for line in declared()[name]["may"]:
        place = line.removesuffix("departments")
        found |= {f"{place}{department}" for department in Department} if place != line else {line}
    return found


def _where_connected(name: str) -> Iterator[str]:
    """By the policies that infra/resources/*.json put beside the function's role."""
    resources = joined_sources(resource_sources())["Resources"]
    for policy in (one["Properties"] for one in resources.values() if one.get("Type") == "AWS::IAM::Policy"):
        if {"Ref": f"{logical_id(name)}Role"} in policy["Roles"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                for secret in statement["Resource"]:
                    place = resources[secret["Ref"]]["Properties"]["Name"]["Fn::Sub"]
                    yield from (
                        f"{action} secret/{place.rpartition('/')[2]}" for action in statement["Action"]
                    )


@pytest.mark.parametrize("name", sorted(declared()))
def test_a_function_may_do_all_that_it_does(calls: dict[str, set[str]], name: str) -> None:
    assert calls.get(name, set()) - allowed(name) == set()


@pytest.mark.parametrize("name", sorted(declared()))
def test_a_function_may_do_nothing_that_it_does_not(calls: dict[str, set[str]], name: str) -> None:
    assert allowed(name) - calls.get(name, set()) - reasoned(name) == set()


@pytest.mark.parametrize("name", sorted(declared()))
def test_a_function_may_do_what_a_run_need_not_come_to(name: str) -> None:
    """But of secrets each has its own department's only, where one reason stands for all that send."""
    wanted = {call for call in reasoned(name) if not call.startswith("secretsmanager:")}

    assert wanted - allowed(name) == set()


def test_whoever_reads_a_case_may_open_and_seal_what_people_wrote_in_it() -> None:
    """Not every run comes to such an item: a delivery that was refused, a reason, a note."""
    wanted = {"secretsmanager:GetSecretValue secret/form", "dynamodb:GetItem table"}
    readers = {name for name, one in declared().items() if "dynamodb:Query table" in one["may"]}

    assert {name: wanted - allowed(name) for name in readers if wanted - allowed(name)} == {}


def test_a_look_at_one_case_may_do_what_the_looks_of_a_sweep_may() -> None:
    """It sends what is owed as well: an address of a file is worth what the function may that signed it."""
    assert allowed("sweep") - allowed("run_ended") - OF_THE_SWEEP == set()


def test_every_function_was_seen_at_work(calls: dict[str, set[str]]) -> None:
    assert set(declared()) - set(calls) == set()


def test_whatever_can_be_read_is_answered(seen: Seen) -> None:
    assert not seen.failed, "\n".join(seen.failed)


def test_what_was_seen_stood_on_the_ports_that_life_builds_but_for_those_that_are_named(seen: Seen) -> None:
    """Once the ledger here had no seal around it, and what five functions might not do was not seen."""
    assert seen.other == set(NOT_AS_IN_LIFE)
    assert all(NOT_AS_IN_LIFE.values())
