"""What AWS refuses a call with."""

from typing import Any

from botocore.exceptions import ClientError


def refusal(code: str, *reasons: str, status: int = 400) -> ClientError:
    """`reasons`: of a transaction, one of each of its actions."""
    response: Any = {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}}
    if reasons:
        response["CancellationReasons"] = [{"Code": reason} for reason in reasons]
    return ClientError(response, "operation")
