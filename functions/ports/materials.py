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
    send and fetch them at signed addresses. Only a browser without a script hands one to a page. Errors:
    MaterialsUnavailable.
    """

    @property
    def most_taken(self) -> int:
        """How many bytes of one file reach a page whole, and leave it whole."""

    @property
    def origin(self) -> str:
        """Scheme and host of the addresses, for whoever must allow a browser to send there."""

    def upload(self, key: str, file: FileFacts, *, until: datetime) -> Upload:
        """For exactly this file, by length, type and checksum. It stays unclaimed, and goes after 61 days, until kept."""

    def take(self, key: str, file: FileFacts, whole: bytes) -> None:
        """The file, as if it had been sent to its address. One that is there already stays as it is."""

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
