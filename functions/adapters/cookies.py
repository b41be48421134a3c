"""Cookies sealed with the form's keys (sealing.py)."""

from functions.adapters.sealing import Seal, SealBroken

OWNER = "cookie"


class SealedCookies:
    def __init__(self, seal: Seal) -> None:
        self._seal = seal

    def seal(self, text: str) -> str:
        return self._seal.seal(text.encode(), owner=OWNER).decode()

    def unseal(self, sealed: str) -> str | None:
        try:
            return self._seal.unseal(sealed.encode("ascii", "replace"), owner=OWNER).decode()
        except SealBroken:
            return None
