"""Whether a file can be opened by those whom it is for."""

from typing import Protocol

from functions.domain.intake.file_faults import FileFault


class FileReading(Protocol):
    def fault(self, media_type: str, whole: bytes) -> FileFault | None:
        """What keeps it from being read; None: it is whole. Bounded in time and memory, whatever the file holds.

        Raises MaterialsUnavailable: it could not be looked at now; FileUnread: not to its end.
        """
