"""What the clients of AWS have in common."""

from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from functions.adapters.uncollected import uncollected

# No answer came, after botocore's own attempts: whether it was done is not known.
NO_ANSWER = (HTTPClientError, NotConnected)
# Nothing was done and the same may succeed in a moment.
THROTTLED = frozenset(
    {"RequestLimitExceeded", "Throttling", "ThrottlingException", "TooManyRequestsException"}
)


class LazyClient:
    """Makes its client at the first call: a function may know five services, and most requests use two."""

    # botocore's session is not made to be used by several threads.
    _one_at_a_time = Lock()

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: Any = None

    def __getattr__(self, operation: str) -> Any:
        if self._made is None:
            with self._one_at_a_time:
                self._made = self._made or self._make()
        return getattr(self._made, operation)


def client(service: str, config: Config) -> Any:
    """botocore's own: boto3 adds nothing that we use, and costs a cold start a tenth."""

    def make() -> Any:
        with uncollected():
            return _session().create_client(service, config=config)

    return LazyClient(make)


@cache
def _session() -> Any:
    from botocore.session import get_session

    return get_session()


def bounded(connections: int) -> Config:
    """How every client of ours is made: three attempts at most, of ten seconds each as long as AWS sends anything at all.

    botocore counts its time by the read. The deadline of the whole is the Lambda's own `timeout` (infra/functions.toml),
    which ends the process in the middle of a call; what was owed then is found by the sweep.
    """
    return Config(
        retries={"mode": "standard", "total_max_attempts": 3},
        connect_timeout=2,
        read_timeout=8,
        max_pool_connections=connections,
    )


def code(error: Exception) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else ""


def is_throttled(error: ClientError) -> bool:
    """Or AWS is in trouble itself, which passes too."""
    response: Any = error.response
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return code(error) in THROTTLED or status >= 500
