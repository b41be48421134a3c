"""A scanner that finds what a test says; `pending`: so often it is not back yet, for each file."""

from collections import Counter

from functions.domain.errors import ScannerUnavailable
from functions.domain.intake.scanning import ScanVerdict


class FakeScanner:
    def __init__(self, *, pending: int = 0) -> None:
        self.verdict = ScanVerdict.CLEAN
        self.is_down = False
        self._pending = pending
        self._asked: Counter[str] = Counter()

    def scan(self, key: str, whole: bytes) -> ScanVerdict:
        if self.is_down:
            raise ScannerUnavailable
        self._asked[key] += 1
        return ScanVerdict.PENDING if self._asked[key] <= self._pending else self.verdict
