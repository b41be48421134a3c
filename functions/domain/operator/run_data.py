"""What of an execution's data an operator is shown. Only ids travel there; should anything else ever do, it is covered."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from functions.domain.case.said import words_of
from functions.domain.errors import LianbanError

COVERED = "（不显示）"
# Ids, codes, names of states and errors, moments; none of them could be a person's name or number.
_OURS = re.compile(
    r"[A-Za-z_$][A-Za-z0-9_.$-]{0,79}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]{1,6}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]{5,15}(Z|[+-][0-9]{2}:[0-9]{2}))?"
)
_TOKENS = frozenset({"token", "tasktoken"})
_LARGEST = 10**9
# Of an error that nobody foresaw, the engine or the runtime says itself what it was; anybody else's words may hold values.
_RUNTIME = ("States.", "Lambda.", "Runtime.", "Sandbox.", "Function.")
_PLACE = re.compile(r'File "[^"]*?((?:functions|schemas)/[\w/]+\.py|\w+\.py)", line (\d+)')


def shown_data(value: Any) -> Any:
    """The same value, with whatever is no id of ours covered. Never a token."""
    # Nearly all of it is text, and to ask whether that is a mapping takes as long as the rest.
    if isinstance(value, str):
        return value if not value or _OURS.fullmatch(value) else COVERED
    if isinstance(value, Mapping):
        return {shown_data(str(key)): _field(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [shown_data(inner) for inner in value]
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= _LARGEST:
        return COVERED
    return value


def _field(key: str, value: Any) -> Any:
    if key.lower().replace("_", "") in _TOKENS:
        return COVERED
    if key == "Cause" and isinstance(value, str):
        return shown_cause(value)
    return shown_data(value)


def shown_cause(cause: str) -> str:
    """A cause in words, on one line. Of an exception inside a Lambda only its name and place, and of an error of ours what
    its class says: a message may hold values."""
    with suppress(ValueError, RecursionError):
        told = json.loads(cause)
        if isinstance(told, Mapping) and "errorType" in told:
            return _of_lambda(told)
    return words_of(cause)


def _of_lambda(told: Mapping[str, Any]) -> str:
    name = str(told["errorType"])
    if name.startswith(_RUNTIME):
        return words_of(f"{name}: {told.get('errorMessage', '')}")
    places = _PLACE.findall(json.dumps(told.get("stackTrace") or ()).replace('\\"', '"'))
    words = _our_words(name, LianbanError) or (name if _OURS.fullmatch(name) else COVERED)
    return f"{words} at {places[-1][0]}:{places[-1][1]}" if places else words


def _our_words(name: str, within: type[LianbanError]) -> str:
    if within.__name__ == name:
        return within.detail
    return next((words for one in within.__subclasses__() if (words := _our_words(name, one))), "")
