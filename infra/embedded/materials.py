"""Materials in a folder, sealed, readable by their owner only; sent to and fetched from signed addresses of this server.

Behaves as `functions/adapters/materials.py` does on S3: an address is for one file of one length, type and checksum until
its time; what stays unclaimed is deleted (`purge`). web/materials_http.py is the address's other end, outside of the
interface: no file ever passes through the API's bodies.
"""

import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from functions.adapters.sealing import Seal
from functions.domain.intake.files import MOST_BYTES, PROBE_BYTES, FileFacts, StoredFile
from functions.ports.materials import Upload
from infra.embedded.files import write_whole

MATERIALS_PATH = "/materials/"
UNCLAIMED_FOR = timedelta(days=61)
PUT, GET = "PUT", "GET"
# What an address says of its file, beside its key. The key is one line, or it could say some of it itself.
_WORDS = {PUT: {"length", "sha256", "type", "until"}, GET: {"type", "until"}}
LONGEST_QUERY = 2048
_KEY = re.compile(r"[A-Za-z0-9._-]{1,200}")
UNTIL = re.compile(r"[0-9]{1,12}")


class BadUploadAddress(Exception):
    """Not signed by us, not for this method, or past its time."""


class FolderMaterials:
    """`address` is where this server is reached; `keys` seal the files and sign the addresses."""

    def __init__(
        self,
        folder: Path,
        *,
        address: str,
        seal: Seal,
        keys: Callable[[], Sequence[str]],
        clock: Callable[[], datetime],
    ) -> None:
        self._unclaimed, self._kept = folder / "unclaimed", folder / "kept"
        self._address, self._seal, self._keys, self._clock = address, seal, keys, clock
        for place in (self._unclaimed, self._kept):
            place.mkdir(parents=True, exist_ok=True, mode=0o700)

    def upload(self, key: str, file: FileFacts, *, until: datetime) -> Upload:
        words = {"length": str(file.size), "sha256": file.sha256, "type": file.media_type}
        return Upload(self._signed(PUT, key, words, until), {"Content-Type": file.media_type}, until)

    def link(self, key: str, *, media_type: str, until: datetime) -> str:
        return self._signed(GET, key, {"type": media_type}, until)

    @property
    def most_taken(self) -> int:
        return MOST_BYTES

    @property
    def origin(self) -> str:
        address = urlsplit(self._address)
        return f"{address.scheme}://{address.netloc}"

    def take(self, key: str, file: FileFacts, whole: bytes) -> None:
        if self.read(key) is None:
            self.write(key, whole)

    def find(self, key: str) -> StoredFile | None:
        whole = self.read(key)
        if whole is None:
            return None
        return StoredFile(len(whole), sha256(whole).hexdigest(), whole[:PROBE_BYTES], whole[-PROBE_BYTES:])

    def keep(self, key: str) -> None:
        # It never came, or somebody at this very moment keeps it as well.
        with suppress(FileNotFoundError):
            (self._unclaimed / key).replace(self._kept / key)

    def delete(self, key: str) -> None:
        for place in (self._unclaimed, self._kept):
            (place / key).unlink(missing_ok=True)

    def read(self, key: str) -> bytes | None:
        # Kept is looked at once more: a case may have claimed it in between.
        for place in (self._kept, self._unclaimed, self._kept):
            with suppress(FileNotFoundError):
                return self._seal.unseal((place / key).read_bytes(), owner=f"material/{key}")
        return None

    def write(self, key: str, whole: bytes) -> None:
        """A file that a case holds already is never replaced."""
        if not (self._kept / key).exists():
            sealed = self._seal.seal(whole, owner=f"material/{key}")
            # By our own clock, which may have been moved: `purge` reads that one.
            write_whole(self._unclaimed / key, sealed, at=self._clock().timestamp())

    def purge(self) -> None:
        """Rid the folder of what no case claimed in time."""
        before = (self._clock() - UNCLAIMED_FOR).timestamp()
        for path in self._unclaimed.iterdir():
            # Whatever is whole by now, claimed or deleted has gone since it was listed.
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()

    def _signed(self, method: str, key: str, words: Mapping[str, str], until: datetime) -> str:
        given = {**words, "until": str(int(until.timestamp()))}
        query = urlencode({**given, "signature": _signature(self._keys()[0], method, key, given)})
        return f"{self._address}{MATERIALS_PATH}{key}?{query}"

    def opened(self, method: str, key: str, query: str) -> Mapping[str, str]:
        """What an address says of its file. Raises BadAddress."""
        given = dict(parse_qsl(query, keep_blank_values=True)) if len(query) <= LONGEST_QUERY else {}
        signature = given.pop("signature", "")
        if set(given) != _WORDS[method] or not _KEY.fullmatch(key) or not UNTIL.fullmatch(given["until"]):
            raise BadUploadAddress
        fits = any(
            hmac.compare_digest(signature.encode(), _signature(each, method, key, given).encode())
            for each in self._keys()
        )
        if not fits or int(given["until"]) < self._clock().replace(tzinfo=UTC).timestamp():
            raise BadUploadAddress
        return given


def _signature(key: str, method: str, name: str, given: Mapping[str, str]) -> str:
    said = "\n".join([method, name, *(f"{word}={value}" for word, value in sorted(given.items()))])
    # A key of its own for this use, so that no signature says anything of a seal.
    derived = hmac.digest(key.encode(), b"lianban material addresses", "sha256")
    return hmac.new(derived, said.encode(), "sha256").hexdigest()
