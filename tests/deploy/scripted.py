"""What stands outside AWS, scripted, behind life's own adapters: each goes as far as the wire, where nobody listens."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from functions.domain.errors import LianbanError
from functions.ports.offices import Office
from schemas.office.dispatches import Message

# A port that nobody may listen at: refused at once.
NOBODY = "http://127.0.0.1:9"


class Rehearsed:
    """Of each call what life does before it (keys are read, the message is signed); then what the script says to it."""

    def __init__(self, real: Any, scripted: Any) -> None:
        self._real, self._scripted = real, scripted

    def __getattr__(self, name: str) -> Callable[..., Any]:
        real, scripted = getattr(self._real, name), getattr(self._scripted, name)

        def call(*args: Any, **named: Any) -> Any:
            with suppress(LianbanError):
                real(*args, **named)
            return scripted(*args, **named)

        return call


class RehearsedOffices:
    """Likewise the gateway to the offices; they are at addresses that no name server knows."""

    def __init__(self, real: Any, scripted: Any) -> None:
        self._real, self._scripted = real, scripted

    def send(self, office: Office, message: Message, *, key: str) -> Any:
        with suppress(LianbanError):
            self._real.send(replace(office, endpoint=NOBODY, guarded=False), message, key=key)
        return self._scripted.send(office, message, key=key)
