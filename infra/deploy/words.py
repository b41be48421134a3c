"""Changes, progress and failures as an operator reads them."""

from collections.abc import Iterable, Iterator
from itertools import takewhile

from infra.deploy.cloud import Cloud, ResourceChange, StackEvent

# They hold what cannot be made again.
PRECIOUS = frozenset(
    {"AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::S3::Bucket", "AWS::SecretsManager::Secret"}
)
NESTED = "AWS::CloudFormation::Stack"
# What only follows from another's failure.
FOLLOWS = ("Resource creation cancelled", "Resource update cancelled", "The following resource(s) failed")
_GOES_ON = "what CloudFormation has begun goes on by itself"
_SIGN_IN = f"sign in again, then the same command: {_GOES_ON}"
_NETWORK = f"the network was lost: the same command, once it is back; {_GOES_ON}"
_MEANWHILE = "somebody else changed the stack meanwhile: deploy again"
AT_WORK = "somebody is at work there, or this command before: the same command, once that has ended"
_NEW_ROLE = "a role that was just made is not known everywhere yet: deploy again"
MAY_NOT = "the identity that deploys may not do this: compare its policy with docs/runbook.md, Deploy"
HINTS = (
    ("AccessDenied", MAY_NOT),
    ("is not authorized to perform", MAY_NOT),
    ("UnreservedConcurrentExecution", "the account's concurrency is too small: set DepartmentConcurrency to 0"),
    ("scheduled for deletion", "a destroyed stage's secret waits for its end: restore-secret, then deploy"),
    ("InvalidChangeSetStatus", _MEANWHILE),
    ("ChangeSetNotFound", _MEANWHILE),
    ("_IN_PROGRESS state", AT_WORK),
    ("ExpiredToken", _SIGN_IN),
    ("RequestExpired", _SIGN_IN),
    ("Token has expired", _SIGN_IN),
    ("SSO session", _SIGN_IN),
    ("Unable to locate credentials", _SIGN_IN),
    ("Could not connect to the endpoint", _NETWORK),
    ("Connect timeout", _NETWORK),
    ("Read timeout", _NETWORK),
    ("Connection was closed", _NETWORK),
    ("SSL validation failed", _NETWORK),
    ("cannot be assumed by Lambda", _NEW_ROLE),
    ("not authorized to access the Log Destination", _NEW_ROLE),
    ("authorized to assume the provided role", _NEW_ROLE),
    ("role ARN does not have required permissions", _NEW_ROLE),
    ("already exists", "a resource of this name is left from before: delete or rename it, then deploy again"),
    ("CloudWatch Logs role ARN", "API Gateway may not write logs yet: deploy the account's stack first (make deploy does)"),
    ("LimitExceeded", "a quota of the account is used up: Service Quotas shows which"),
    ("Rate exceeded", "AWS was asked too fast: deploy again"),
    ("deletion protection", "deletion protection holds it, as it should"),
)  # fmt: skip
_MARKS = {"Add": "+", "Modify": "~", "Remove": "-", "Import": "<", "Dynamic": "?"}


def told_changes(changes: Iterable[ResourceChange]) -> Iterator[str]:
    for change in sorted(changes, key=lambda one: (one.action, one.kind, one.resource)):
        replaced = {"True": "  REPLACED", "Conditional": "  perhaps replaced"}.get(change.replacement, "")
        yield f"  {_MARKS.get(change.action, '?')} {change.kind:<38} {change.resource}{replaced}"


def losses(changes: Iterable[ResourceChange]) -> list[ResourceChange]:
    """What would go, or perhaps go, and what it holds with it."""
    return [
        change
        for change in changes
        if change.kind in PRECIOUS and (change.action == "Remove" or _may_be_replaced(change))
    ]


def _may_be_replaced(change: ResourceChange) -> bool:
    """Of a table whose keys are others CloudFormation says no more than perhaps. It may say so too of one that gets
    attributes for a new index, which stays: whether one of them became another is looked at before (indexes.py).
    """
    perhaps = change.replacement == "Conditional" and set(change.because) != {"AttributeDefinitions"}
    return change.replacement == "True" or perhaps


def told_event(event: StackEvent) -> str:
    reason = f"  {event.reason}" if event.status.endswith("FAILED") and event.reason else ""
    return f"  {event.at:%H:%M:%S}  {event.status:<28} {event.resource}{reason}"


def causes(name: str, cloud: Cloud, *, since: str | None = None) -> list[str]:
    """Why a stack failed: the first failures, not those that follow from them; inside nested stacks too.

    `since`: the id of the last event before.
    """
    found: list[str] = []
    for event in reversed(newer(cloud.events(name), since)):
        if not event.status.endswith("FAILED") or event.reason.startswith(FOLLOWS):
            continue
        inside = event.kind == NESTED and event.physical and event.resource != name
        found += causes(event.physical, cloud) if inside else [_cause(event)]
    return list(dict.fromkeys(found))


def newer(events: Iterable[StackEvent], since: str | None) -> list[StackEvent]:
    """Those after it, newest first: no older one is read."""
    return list(takewhile(lambda event: event.id != since, events))


def _cause(event: StackEvent) -> str:
    return f"{event.resource} ({event.kind}): {hinted(event.reason)}"


def hinted(reason: str) -> str:
    """And what to do about it, where that is known."""
    hint = next((f"\n      → {words}" for sign, words in HINTS if sign in reason), "")
    return f"{reason}{hint}"
