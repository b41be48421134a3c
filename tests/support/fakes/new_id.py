"""Ids that can be foretold: the first case is …0001, its reference TY26112400000001 and a check character."""

from datetime import date
from itertools import count

from functions.adapters.new_id import with_check


class FakeNewId:
    def __init__(self) -> None:
        self._cases = count(1)
        self._references = count(1)
        self._secrets = count(1)

    def case_id(self) -> str:
        return f"00000000-0000-4000-8000-{next(self._cases):012d}"

    def secret(self) -> str:
        return f"secret-{next(self._secrets):036d}"

    def reference(self, on: date) -> str:
        return with_check(on, f"{next(self._references):08d}")
