"""Whether a file carries a virus (病毒扫描)."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from functions.domain.intake.scanning import ScanVerdict


class Scanner(Protocol):
    def scan(self, key: str, whole: bytes) -> "ScanVerdict":
        """Of the file that lies under `key`; `whole` is its content, for a scanner that does not look for itself.

        Raises ScannerUnavailable: nothing is known of the file, ask again.
        """
