"""A folder as a zip that comes out the same every time: sorted names, one date, one mode; and modules compiled before."""

import hashlib
import subprocess
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# The earliest that a zip can tell.
EPOCH = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16
WHERE_LAMBDA_UNPACKS = "/var/task"


class NotCompiled(Exception):
    """A module with an error in its syntax; the compiler's words follow."""


def compile_modules(folder: Path) -> None:
    """Beside each module its bytecode, taken as it is (unchecked): half of a cold start's import time. Once whole, and once
    without docstrings and assertions.

    In a process of its own with a fixed hash seed, so that sets in constants come out in one order.
    """
    command = [
        sys.executable, "-I", "-X", "utf8", "-m", "compileall", "-q", "-j", "1", "-f", "-o", "0", "-o", "2",
        "--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", WHERE_LAMBDA_UNPACKS, str(folder),
    ]  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={"PYTHONHASHSEED": "0", "PATH": ""}
    )
    if done.returncode:
        raise NotCompiled(done.stdout + done.stderr)


def drop_sources(folder: Path, *, entry: str, documented: frozenset[str]) -> None:
    """Of modules compiled before, the bytecode alone, in its source's place: a tenth of the zip is source text, and a
    twentieth others' docstrings.

    `entry`: the module that Lambda is told of, which stays as it is. `documented`: the top-level names that keep their
    docstrings (the interface's description is made of ours). A traceback has lines' numbers, not their words.
    """
    for source in sorted(folder.rglob("*.py")):
        name = source.parent / "__pycache__" / f"{source.stem}.{sys.implementation.cache_tag}"
        whole, bare = Path(f"{name}.pyc"), Path(f"{name}.opt-2.pyc")
        if source.relative_to(folder) == Path(entry) or not bare.is_file():
            bare.unlink(missing_ok=True)
            continue
        keeps = source.relative_to(folder).parts[0] in documented
        (whole if keeps else bare).rename(source.with_suffix(".pyc"))
        (bare if keeps else whole).unlink()
        source.unlink()


def pack(folder: Path, archive: Path) -> str:
    """Returns the SHA-256 of the zip, in hexadecimal."""
    with ZipFile(archive, "w") as opened:
        for path in sorted(folder.rglob("*"), key=lambda found: found.relative_to(folder).as_posix()):
            if path.is_file():
                entry = ZipInfo(path.relative_to(folder).as_posix(), EPOCH)
                entry.compress_type = ZIP_DEFLATED
                entry.external_attr = READABLE
                entry.create_system = 3
                opened.writestr(entry, path.read_bytes(), compresslevel=9)
    return hashlib.sha256(archive.read_bytes()).hexdigest()
