"""What deploying needs of AWS: stacks, their change sets and events, a bucket for packages, the secrets, the alarms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

# Of a table's index: it can be read.
ACTIVE = "ACTIVE"


@dataclass(frozen=True, slots=True)
class Stack:
    """`status` is CloudFormation's own word, such as UPDATE_COMPLETE. `is_protected`: nobody deletes it."""

    name: str
    status: str
    outputs: dict[str, str]
    parameters: Mapping[str, str] = field(default_factory=dict)
    is_protected: bool = False

    @property
    def is_busy(self) -> bool:
        return self.status.endswith("_IN_PROGRESS")

    @property
    def is_well(self) -> bool:
        return self.status in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE")


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """`replacement`: True, False or Conditional, as CloudFormation says it; empty for what is added or removed.
    `because`: the properties for which it would be replaced.
    """

    action: str
    resource: str
    kind: str
    replacement: str = ""
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change set that waits. `problem` is why it cannot be carried out; None with no changes: there is nothing to do."""

    id: str
    changes: tuple[ResourceChange, ...]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class StackEvent:
    id: str
    at: datetime
    resource: str
    kind: str
    status: str
    reason: str = ""
    physical: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """`acts`: it tells somebody when it rings; `to` are the topics that it tells."""

    name: str
    acts: bool
    to: tuple[str, ...]


class Cloud(Protocol):
    """Errors are botocore's own: whoever deploys is told as AWS says it."""

    @property
    def region(self) -> str: ...

    def stack(self, name: str) -> Stack | None: ...

    def template(self, name: str) -> dict[str, Any]:
        """Of a stack that stands, as CloudFormation tells it: whatever is beyond ASCII is "?" there."""

    def propose(self, name: str, template: str | bytes, parameters: Mapping[str, str | None]) -> Proposal:
        """A change set of `template` (a URL, or the text itself), made and described, not carried out. A parameter that is
        None stays what it is.
        """

    def carry_out(self, name: str, proposal: Proposal) -> None: ...

    def discard(self, name: str, proposal: Proposal) -> None: ...

    def events(self, name: str) -> Iterable[StackEvent]:
        """Newest first, read as far as they are asked for. None of a stack that is gone."""

    def indexes(self, table: str) -> dict[str, str] | None:
        """Its global indexes, and how each is. None: there is no such table."""

    def delete(self, name: str) -> None: ...

    def protect(self, name: str, *, protected: bool) -> None:
        """Whether it may be deleted, by whoever asks."""

    def put(self, bucket: str, key: str, content: bytes) -> str:
        """Returns its URL as CloudFormation takes it. What is there already is left as it is."""

    def get(self, bucket: str, key: str) -> bytes | None: ...

    def keys(self, bucket: str, prefix: str) -> list[str]:
        """In order."""

    def empty(self, bucket: str) -> None:
        """Every version of everything in it is gone."""

    def secret(self, name: str) -> str | None:
        """None where there is none, or one without a value."""

    def put_secret(self, name: str, text: str) -> None: ...

    def alarms(self, prefix: str) -> list[Alarm]:
        """Those whose names begin so."""

    def listeners(self, topic: str) -> int:
        """How many have confirmed that they want to be told."""
