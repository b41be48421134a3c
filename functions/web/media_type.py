"""The media type that a request says its body has, read with a bound."""

from typing import TYPE_CHECKING

from functions.domain.refusals import UnsupportedMediaType

if TYPE_CHECKING:
    from email.message import Message

# The longest that anybody needs has a boundary of 70 characters (RFC 2046, 5.1.1). The library takes a second for thirty
# thousand, and more digits than Python counts in are no error of its own.
_LONGEST = 255


def media_type_of(said: str) -> "Message":
    """Its type and parameters. Raises UnsupportedMediaType."""
    # A fifth of a cold start for whoever sends no body.
    from email.message import Message

    if len(said) > _LONGEST:
        raise UnsupportedMediaType
    message = Message()
    message["Content-Type"] = said.encode("ascii", "replace").decode()
    return message
