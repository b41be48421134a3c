"""Which failures are tried again, after how long, and which are caught."""

from collections.abc import Callable
from dataclasses import dataclass

from infra.embedded.asl.paths import ResultPath

TIMEOUT = "States.Timeout"
RUNTIME = "States.Runtime"
_ALL = "States.ALL"
TASK_FAILED = "States.TaskFailed"

Jitter = Callable[[float], float]


def _matches(errors: tuple[str, ...], error: str) -> bool:
    """States.TaskFailed stands for every failure but a timeout, States.ALL for that too."""
    if error in errors or _ALL in errors:
        return True
    return TASK_FAILED in errors and error != TIMEOUT


@dataclass(frozen=True, slots=True)
class Retrier:
    errors: tuple[str, ...]
    interval: float
    rate: float
    longest: float
    attempts: int
    jitter: bool

    def delay(self, retried: int, jitter: Jitter) -> float:
        """Seconds before the next attempt, after `retried` retries by this retrier."""
        seconds = self.interval
        for _ in range(retried):
            if seconds >= self.longest:
                break
            seconds *= self.rate
        seconds = min(seconds, self.longest)
        return jitter(seconds) if self.jitter else seconds


@dataclass(frozen=True, slots=True)
class Catcher:
    errors: tuple[str, ...]
    result_path: ResultPath
    next: str


def catcher_of(catchers: tuple[Catcher, ...], error: str) -> Catcher | None:
    return next((catcher for catcher in catchers if _matches(catcher.errors, error)), None)


def retrier_of(retriers: tuple[Retrier, ...], error: str) -> int | None:
    """The index of the first retrier for the error: it alone decides, even if it is used up."""
    return next((index for index, retrier in enumerate(retriers) if _matches(retrier.errors, error)), None)
