"""What the clients of AWS have in common."""

from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

# No answer came, after botocore's own attempts: whether it was done is not known.
NO_ANSWER = (HTTPClientError, NotConnected)
# Nothing was done and the same may succeed in a moment.
THROTTLED = frozenset(
    {"RequestLimitExceeded", "Throttling", "ThrottlingException", "TooManyRequestsException"}
)


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
