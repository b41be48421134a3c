"""The moment by which a whole call is over, whatever the other side does: looking up, connecting, sending, reading."""

from dataclasses import dataclass
from time import monotonic


class DeadlinePassed(TimeoutError):
    """The call has used up its time."""


@dataclass(frozen=True, slots=True)
class CallDeadline:
    """`at` is on the machine's monotonic clock: a wall clock that is set back gives nobody more time."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> "CallDeadline":
        return cls(monotonic() + seconds)

    def left(self) -> float:
        """Always above zero. Raises DeadlinePassed."""
        seconds = self.at - monotonic()
        if seconds <= 0:
            raise DeadlinePassed
        return seconds

    def within(self, seconds: float) -> "CallDeadline":
        """A part of the call, which may not take longer than that either."""
        return CallDeadline(min(self.at, monotonic() + seconds))
