"""A folder as a zip that comes out the same every time: sorted names, one date, one mode; and modules compiled before."""

import hashlib
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile
from zlib import crc32

from deflate import deflate_compress

from infra.package import bare

# libdeflate tries as much as twelve: twice the processor time for a thousandth less.
_LEVEL = 10
READABLE = 0o100644 << 16
WHERE_LAMBDA_UNPACKS = "/var/task"


class NotCompiled(Exception):
    """A module with an error in its syntax; the compiler's words follow."""


def compile_modules(folder: Path, *, documented: Sequence[str] = ()) -> None:
    """Beside each module its bytecode, taken as it is (unchecked): half of a cold start's import time. Without docstrings and
    assertions (bare.py), save of what is `documented`: names at the top of the folder.

    In processes of their own with a fixed hash seed, so that sets in constants come out in one order.
    """
    if documented:
        _run(
            "-m", "compileall", "-q", "-j", "1", "-f", "--invalidation-mode", "unchecked-hash",
            "-s", str(folder), "-p", WHERE_LAMBDA_UNPACKS, *(str(folder / name) for name in documented),
        )  # fmt: skip
    _run(bare.__file__, str(folder), WHERE_LAMBDA_UNPACKS, *documented)


def _run(*program: str) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", *program],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONHASHSEED": "0", "PATH": ""},
    )
    if done.returncode:
        raise NotCompiled(done.stdout + done.stderr)


def drop_sources(folder: Path, *, entry: str) -> None:
    """Of modules compiled before, the bytecode alone, in its source's place: a tenth of the zip is source text, and a
    twentieth others' docstrings.

    `entry`: the module that Lambda is told of, which stays as it is. A traceback has lines' numbers, not their words.
    """
    for source in sorted(folder.rglob("*.py")):
        if source.relative_to(folder) == Path(entry):
            continue
        name = source.parent / "__pycache__" / f"{source.stem}.{sys.implementation.cache_tag}"
        whole, bare = Path(f"{name}.pyc"), Path(f"{name}.opt-2.pyc")
        (bare if bare.is_file() else whole).rename(source.with_suffix(".pyc"))
        # What Chalice imported while it packed was compiled there too.
        whole.unlink(missing_ok=True)
        source.unlink()


def pack_folder(folder: Path, archive: Path, *, like: Path | None = None) -> str:
    """Returns the SHA-256 of the zip, in hexadecimal.

    Deflated by libdeflate, which finds three per cent more than zlib: what a cold start fetches is bounded (build.py). It
    takes its time: what `like`, a zip that was packed here, holds of the same content is not deflated anew.
    """
    whole = b"".join(_zipped(_entries(folder), deflated_in(like) if like else {}))
    archive.write_bytes(whole)
    return hashlib.sha256(whole).hexdigest()


def digest(folder: Path, *, without: frozenset[str]) -> str:
    """The SHA-256 of a folder's names and contents, in hexadecimal, less the files of these names."""
    found = hashlib.sha256()
    for entry in _entries(folder):
        if entry.name not in without:
            found.update(f"{entry.name}\0{hashlib.sha256(entry.content).hexdigest()}\n".encode())
    return found.hexdigest()


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    content: bytes


def _entries(folder: Path) -> list[_Entry]:
    """By name."""
    return [
        _Entry(path.relative_to(folder).as_posix(), path.read_bytes())
        for path in sorted(folder.rglob("*"), key=lambda found: found.relative_to(folder).as_posix())
        if path.is_file()
    ]


# PKWARE's APPNOTE, 4.3.7, 4.3.12, 4.3.16: local headers, the directory, its end. zipfile takes no other deflater than zlib.
_LOCAL, _DIRECTORY, _END = "<4s5H3L2H", "<4s6H3L5H2L", "<4s4H2LH"
_VERSION, _DEFLATED = 20, 8
_MADE_BY_UNIX = 3 << 8 | _VERSION
# MS-DOS's: 1980-01-01, midnight, the earliest that a zip can tell.
_TIME, _DATE = 0, 1 << 5 | 1


def deflated_in(archive: Path) -> Mapping[bytes, bytes]:
    """What each content was deflated to."""
    whole, found = archive.read_bytes(), dict[bytes, bytes]()
    with ZipFile(archive) as opened:
        for entry in opened.infolist():
            head = entry.header_offset + struct.calcsize(_LOCAL)
            begin = head + len(entry.filename.encode()) + len(entry.extra)
            found[opened.read(entry)] = whole[begin : begin + entry.compress_size]
    return found


def _zipped(entries: Sequence[_Entry], known: Mapping[bytes, bytes]) -> Iterator[bytes]:
    directory, offset = [], 0
    for entry in entries:
        name = entry.name.encode("ascii")
        packed = known.get(entry.content) or bytes(deflate_compress(entry.content, _LEVEL))
        facts = (
            0,
            _DEFLATED,
            _TIME,
            _DATE,
            crc32(entry.content),
            len(packed),
            len(entry.content),
            len(name),
            0,
        )
        yield (written := struct.pack(_LOCAL, b"PK\3\4", _VERSION, *facts) + name + packed)
        rest = (0, 0, 0, READABLE, offset)
        directory.append(struct.pack(_DIRECTORY, b"PK\1\2", _MADE_BY_UNIX, _VERSION, *facts, *rest) + name)
        offset += len(written)
    whole, count = b"".join(directory), len(entries)
    yield whole + struct.pack(_END, b"PK\5\6", 0, 0, count, count, len(whole), offset, 0)
