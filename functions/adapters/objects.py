"""Asking S3 for an object."""

from collections.abc import Callable
from typing import Any

from functions.domain.errors import MaterialsUnavailable

_ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})


def found(call: Callable[[], Any]) -> Any:
    """What `call` returns; None for what is not there. Raises MaterialsUnavailable."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return call()
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in _ABSENT:
            return None
        raise MaterialsUnavailable from error
    except BotoCoreError as error:
        raise MaterialsUnavailable from error
