"""Files in memory. `send` is what a client does with an upload's address."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from functions.domain.errors import MaterialsUnavailable
from functions.domain.intake.files import MOST_BYTES, PROBE_BYTES, FileFacts, StoredFile
from functions.ports.materials import Upload

ADDRESS = "https://materials.example/"


class FakeMaterials:
    def __init__(self, most_taken: int = MOST_BYTES) -> None:
        self.most_taken = most_taken
        self.files: dict[str, bytes] = {}
        self.kept: set[str] = set()
        self.is_down = False

    def upload(self, key: str, file: FileFacts, *, until: datetime) -> Upload:
        return Upload(f"{ADDRESS}{key}", {"Content-Type": file.media_type}, until)

    @property
    def origin(self) -> str:
        return ADDRESS.rstrip("/")

    def take(self, key: str, file: FileFacts, whole: bytes) -> None:
        if self.is_down:
            raise MaterialsUnavailable
        self.files.setdefault(key, whole)

    def find(self, key: str) -> StoredFile | None:
        whole = self.files.get(key)
        if whole is None:
            return None
        return StoredFile(len(whole), sha256(whole).hexdigest(), whole[:PROBE_BYTES], whole[-PROBE_BYTES:])

    def read(self, key: str) -> bytes | None:
        return self.files.get(key)

    def keep(self, key: str) -> None:
        if self.is_down:
            raise MaterialsUnavailable
        if key in self.files:
            self.kept.add(key)

    def link(self, key: str, *, media_type: str, until: datetime) -> str:
        return f"{ADDRESS}{key}?until={int(until.timestamp())}"

    def fetch(self, address: str) -> bytes | None:
        return self.files.get(address.removeprefix(ADDRESS).partition("?")[0])

    def delete(self, key: str) -> None:
        if self.is_down:
            raise MaterialsUnavailable
        self.files.pop(key, None)
        self.kept.discard(key)

    def send(self, address: str, headers: Mapping[str, str], whole: bytes) -> None:
        self.files[address.removeprefix(ADDRESS).partition("?")[0]] = whole
