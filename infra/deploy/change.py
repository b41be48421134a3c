"""One change of a stack from proposal to its end: shown, agreed to, followed, and explained if it fails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from infra.deploy import words
from infra.deploy.cloud import Cloud, Proposal, Stack

SECONDS_BETWEEN_LOOKS = 3.0
# Twelve hours of looking: a linear change of the state machine and a large table's indexes take their time.
MOST_LOOKS = 14_400
# A minute: until its first event is there, a stack may still be told as it was before.
LOOKS_UNTIL_BEGUN = 20
FAILED_AT_BIRTH = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED")
# There is nothing in it: change sets that nobody carried out.
ONLY_PROPOSED = "REVIEW_IN_PROGRESS"
NOT_AGREED = "not agreed to; nothing was changed"


class ChangeRefused(Exception):
    """Nothing was changed, and why."""


class Failed(Exception):
    """The change was begun and failed: the first causes, in plain words."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who is told, who is asked, and how long to wait: `ask` returns whether to go on."""

    tell: Callable[[str], None]
    ask: Callable[[str], bool]
    pause: Callable[[float], None]


def change(
    name: str,
    template: str | bytes,
    parameters: Mapping[str, str | None],
    cloud: Cloud,
    desk: Desk,
    *,
    may_lose: bool = False,
) -> Stack:
    """Returns the stack as it is then; the same if there was nothing to change. Raises Refused, Failed."""
    _make_room(name, cloud, desk)
    proposal = cloud.propose(name, template, parameters)
    if proposal.problem:
        cloud.discard(name, proposal)
        raise ChangeRefused(f"CloudFormation refuses the change: {proposal.problem}")
    if not proposal.changes:
        cloud.discard(name, proposal)
        desk.tell(f"{name}: nothing to change")
        return _present(name, cloud)
    _agree(name, proposal, cloud, desk, may_lose=may_lose)
    since = last_event(name, cloud)
    cloud.carry_out(name, proposal)
    return follow_stack(name, cloud, desk, since=since)


def follow_stack(name: str, cloud: Cloud, desk: Desk, *, since: str | None) -> Stack:
    """Until nothing is under way, telling each event. Raises Failed."""
    told = since
    for looks in range(MOST_LOOKS):
        stack = cloud.stack(name)
        if stack is None:
            return Stack(name, "DELETE_COMPLETE", {})
        fresh = words.newer(cloud.events(name), told)
        for event in reversed(fresh):
            desk.tell(words.told_event(event))
        told = fresh[0].id if fresh else told
        if not stack.is_busy and (told != since or looks >= LOOKS_UNTIL_BEGUN):
            return _ended(stack, cloud, since)
        desk.pause(SECONDS_BETWEEN_LOOKS)
    raise Failed(f"{name} is still busy after {MOST_LOOKS * SECONDS_BETWEEN_LOOKS / 3600:.0f} hours")


def _ended(stack: Stack, cloud: Cloud, since: str | None) -> Stack:
    if stack.is_well:
        return stack
    found = words.causes(stack.name, cloud, since=since) or ["no event says why"]
    raise Failed("\n".join([f"{stack.name}: {stack.status}", *(f"  • {cause}" for cause in found)]))


def refuse_held(stack: Stack | None) -> None:
    """Raises Refused: nobody can change it just now."""
    if stack is None:
        return
    if stack.is_busy and stack.status != ONLY_PROPOSED:
        raise ChangeRefused(f"{stack.name} is {stack.status}: {words.AT_WORK}")
    if stack.status == "UPDATE_ROLLBACK_FAILED":
        raise ChangeRefused(
            f"{stack.name} is {stack.status}: put right what its events say, then "
            f"`aws cloudformation continue-update-rollback --stack-name {stack.name}`"
        )


def _make_room(name: str, cloud: Cloud, desk: Desk) -> None:
    """A stack that failed at its first deployment holds nothing and can only be deleted; likewise one that is half destroyed,
    of which nobody knows here what is left.
    """
    stack = cloud.stack(name)
    refuse_held(stack)
    if stack is None or stack.status not in FAILED_AT_BIRTH:
        return
    if stack.status == "DELETE_FAILED":
        if not desk.ask(f"{name} was being destroyed, which failed. Delete what is left of it?"):
            raise ChangeRefused(NOT_AGREED)
    else:
        desk.tell(f"{name} is {stack.status} since its first deployment failed: deleting what is left of it")
    since = last_event(name, cloud)
    cloud.delete(name)
    follow_stack(name, cloud, desk, since=since)


def _agree(name: str, proposal: Proposal, cloud: Cloud, desk: Desk, *, may_lose: bool) -> None:
    desk.tell(f"{name}, {cloud.region}: {len(proposal.changes)} changes")
    for line in words.told_changes(proposal.changes):
        desk.tell(line)
    lost = words.losses(proposal.changes)
    if lost and not may_lose:
        cloud.discard(name, proposal)
        names = ", ".join(change.resource for change in lost)
        raise ChangeRefused(f"the change would replace or remove what holds data or keys: {names}")
    if not desk.ask(f"Carry out these changes of {name}?"):
        cloud.discard(name, proposal)
        raise ChangeRefused(NOT_AGREED)


def _present(name: str, cloud: Cloud) -> Stack:
    stack = cloud.stack(name)
    if stack is None:
        raise ChangeRefused(f"there is no stack {name}")
    return stack


def last_event(name: str, cloud: Cloud) -> str | None:
    """None of a stack that is not there yet."""
    newest = next(iter(cloud.events(name)), None)
    return newest.id if newest else None
