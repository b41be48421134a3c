"""A platform of the province that is told of what becomes of items: 统一申办受理平台, 好差评."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Every function of ours comes by here, and few ever tell anything.
    from schemas.national.messages import ToldMessage


class ProvincePlatform(Protocol):
    """Sends a message under a deterministic key; the same key again is the same message.

    Errors: PlatformUnavailable (408, 425, 429, 5xx, no answer in time); PlatformRefused (any other 4xx).
    """

    def send(self, message: "ToldMessage", *, key: str) -> None: ...
