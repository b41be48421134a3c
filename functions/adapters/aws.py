"""What the clients of AWS have in common."""

from typing import Any

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

# No answer came, after botocore's own attempts: whether it was done is not known.
NO_ANSWER = (HTTPClientError, NotConnected)
# Nothing was done and the same may succeed in a moment.
THROTTLED = frozenset(
    {"RequestLimitExceeded", "Throttling", "ThrottlingException", "TooManyRequestsException"}
)


def code(error: Exception) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else ""


def is_throttled(error: ClientError) -> bool:
    """Or AWS is in trouble itself, which passes too."""
    response: Any = error.response
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return code(error) in THROTTLED or status >= 500
