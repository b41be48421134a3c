"""Seals forms and drafts at rest: AES-128-CBC and HMAC-SHA256 (Fernet). The first key seals, every key opens."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


class SealBroken(Exception):
    """What no key opens, or what was moved from another owner. Never says what is in it."""


class Seal:
    """`keys` is asked each time, so that a rotated secret takes effect without a restart. `before` is told of the keys before
    anything is sealed with them, and may refuse.
    """

    def __init__(
        self, keys: Callable[[], Sequence[str]], *, before: Callable[[Sequence[str]], object] | None = None
    ) -> None:
        self._keys = keys
        self._before = before

    def seal(self, plain: bytes, *, owner: str) -> bytes:
        """Bound to its owner (a case, a record): whoever can write rows cannot give one case the form of another."""
        return _fernet(self._allowed()).encrypt(owner.encode() + b"\0" + plain)

    def check(self) -> None:
        """Raises what `before` raises: whether something could be sealed now."""
        self._allowed()

    def _allowed(self) -> tuple[str, ...]:
        keys = tuple(self._keys())
        if self._before is not None:
            self._before(keys)
        return keys

    def unseal(self, sealed: bytes, *, owner: str) -> bytes:
        """Raises SealBroken."""
        from cryptography.fernet import InvalidToken

        try:
            opened = _fernet(tuple(self._keys())).decrypt(sealed)
        except InvalidToken as error:
            raise SealBroken(owner) from error
        bound, _, plain = opened.partition(b"\0")
        if bound != owner.encode():
            raise SealBroken(owner)
        return plain


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> "MultiFernet":
    # Imported at first use: a Lambda that never touches a form does not pay for OpenSSL.
    from cryptography.fernet import Fernet, MultiFernet

    return MultiFernet([Fernet(key) for key in keys])
