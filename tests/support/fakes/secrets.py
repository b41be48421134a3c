"""Keys that follow from their name; `rotate` puts a new one first."""

import base64
import hashlib

from functions.adapters.outward.secrets import FORM
from infra.rotation import KeyStep, rotated


class FakeSecrets:
    def __init__(self) -> None:
        self._names: dict[str, list[str]] = {}

    def keys(self, name: str) -> tuple[str, ...]:
        return tuple(key(one, sealing=name == FORM) for one in self._names.get(name, [name]))

    def rotate(self, name: str, *, drop_old: bool = False) -> None:
        known = self._names.get(name, [name])
        self._names[name] = [known[0] + "+"] if drop_old else [known[0] + "+", *known]

    def turn(self, name: str, step: KeyStep) -> None:
        known = self._names.get(name, [name])
        self._names[name] = rotated(name, step, known, lambda _: f"{known[0]}+")


def key(seed: str, *, sealing: bool = False) -> str:
    digest = hashlib.sha256(seed.encode()).digest()
    return (
        base64.urlsafe_b64encode(digest).decode() if sealing else "whsec_" + base64.b64encode(digest).decode()
    )
