"""What a backup is: a folder with a name of its own, whole from the moment it bears that name.

    20261129T023000Z/
        lianban.db            the ledger, as it was at one moment
        materials/            kept/ and unclaimed/, sealed as they lie on the server
        typefaces/            the second typeface, if there is one
        clock.json            of a sandbox whose clock was moved: by how much
        config/               the configuration's files
        keys.sealed           the server's keys under the passphrase; not there if they are kept apart
        manifest.json         when, how much, which keys; the checksum of SHA256SUMS
        SHA256SUMS            each file above the keys: `sha256sum -c` reads it

Until then it is called `.….partial`, and while it is taken away `.….removing`: neither is ever taken for a backup.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from infra.embedded.own_clock import CLOCK_FILE
from infra.embedded.secrets import LEDGER
from schemas.json_text import json_of

FORMAT = 1
MATERIALS_FOLDER, CONFIG, TYPEFACES = "materials", "config", "typefaces"
SEALED_KEYS, MANIFEST_FILE, SUMS_FILE = "keys.sealed", "manifest.json", "SHA256SUMS"
PARTIAL, REMOVING = ".partial", ".removing"
STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"\d{8}T\d{6}Z(-\d+)?")
# Where a file may lie in a backup: what a manifest names elsewhere is refused.
_NAMED = r"(?!\.)[A-Za-z0-9._-]+"
_PLACE = re.compile(
    rf"{re.escape(LEDGER)}|{re.escape(CLOCK_FILE)}|({MATERIALS_FOLDER}/kept|{MATERIALS_FOLDER}/unclaimed|{CONFIG}|{TYPEFACES})/{_NAMED}"
)
_SUM = re.compile(r"([0-9a-f]{64})  (\S+)")


class BackupRefusal(Exception):
    """One line for the person at the terminal: what is wrong, and what to do."""


class NoBackup(BackupRefusal):
    """There is nothing of what was named."""


class Unusable(BackupRefusal):
    """What was typed cannot be done."""


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """`at`: what was acknowledged before this moment is in the backup. `schema`: the ledger's version. `keys`: their
    fingerprints, by which it is known whether keys are the right ones. `sums`: the checksum of SHA256SUMS.
    """

    at: datetime
    schema: int
    edition: str
    cases: int
    files: int
    size: int
    sealed: bool
    keys: tuple[str, ...]
    sums: str
    format: int = FORMAT

    def text(self) -> bytes:
        told = {**asdict(self), "at": self.at.isoformat(), "keys": list(self.keys)}
        return json.dumps(told, indent=1).encode() + b"\n"


def read_manifest(folder: Path) -> BackupManifest:
    """Raises Refusal."""
    path = folder / MANIFEST_FILE
    try:
        told = json_of(path.read_bytes())
        if told["format"] > FORMAT:
            raise BackupRefusal(
                f"{folder} 是较新的程序做的备份，请先升级本程序再恢复。A newer program made this backup: upgrade first."
            )
        return BackupManifest(
            **{**told, "at": datetime.fromisoformat(told["at"]), "keys": tuple(told["keys"])}
        )
    except (OSError, ValueError, TypeError, KeyError) as exc:
        raise BackupRefusal(
            f"{path} 读不懂，请换一份备份。The manifest cannot be read: take another backup."
        ) from exc


def may_lie_at(path: str) -> bool:
    """What is noted otherwise could not be read again."""
    return _PLACE.fullmatch(path) is not None


def sums_text(sums: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items())).encode()


def read_sums(folder: Path) -> dict[str, str]:
    """The checksum of each file by its path. Raises Refusal."""
    try:
        return dict(_sums((folder / SUMS_FILE).read_text("utf-8")))
    except (OSError, ValueError) as exc:
        raise BackupRefusal(
            f"{folder / SUMS_FILE} 读不懂，请换一份备份。The checksums cannot be read: take another backup."
        ) from exc


def _sums(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        found = _SUM.fullmatch(line)
        if found is None or not may_lie_at(found[2]):
            raise ValueError(line)
        yield found[2], found[1]


def backups_in(folder: Path) -> tuple[Path, ...]:
    """The whole ones, the oldest first."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(one for one in folder.iterdir() if _NAME.fullmatch(one.name) and one.is_dir()))


def backup_at(path: Path) -> Path:
    """The backup that is named, or the newest of a folder of them. Raises NoBackup."""
    if (path / MANIFEST_FILE).is_file():
        return path
    found = backups_in(path)
    if not found:
        raise NoBackup(f"{path} 里没有完整的备份。There is no whole backup there.")
    return found[-1]
