"""Applicants' files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from functions.domain.intake.files import FileFacts, StoredFile


@dataclass(frozen=True, slots=True)
class Upload:
    """Where an announced file may be sent: PUT to `address` with these `headers`, before `until`."""

    address: str
    headers: Mapping[str, str]
    until: datetime


class Materials(Protocol):
    """Applicants' files (申请材料), encrypted at rest, by opaque keys. No file passes through the API: clients and offices
    send and fetch them at signed addresses. Errors: MaterialsUnavailable.
    """

    def upload(self, key: str, file: FileFacts, *, until: datetime) -> Upload:
        """For exactly this file, by length, type and checksum. It stays unclaimed, and goes after 61 days, until kept."""

    def find(self, key: str) -> StoredFile | None:
        """What has arrived."""

    def read(self, key: str) -> bytes | None:
        """All of it: no file is larger than MOST_BYTES of domain/intake/files.py."""

    def keep(self, key: str) -> None:
        """A case holds it from now on; again changes nothing."""

    def link(self, key: str, *, media_type: str, until: datetime) -> str:
        """An address to fetch it from, before `until`."""

    def delete(self, key: str) -> None:
        """One that is gone already stays gone."""
