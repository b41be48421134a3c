"""Files from here to there: copied with their checksum and on the disk when done, or linked to the same file of before."""

import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from infra.embedded.files import OWNER_ONLY, fsync_folder

PIECE = 1 << 20
# Of what, how much of it is done, how much there is.
TellProgress = Callable[[str, int, int], None]
FOLDER_MODE = 0o700


def file_digest(path: Path) -> str:
    whole = sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            whole.update(piece)
    return whole.hexdigest()


def copy(source: Path, target: Path) -> str:
    """Its checksum. The time of its last change goes with it: unclaimed files live by it. Raises OSError."""
    whole = sha256()
    target.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    with source.open("rb") as read, _new(target) as written:
        while piece := read.read(PIECE):
            whole.update(piece)
            written.write(piece)
        written.flush()
        state = os.fstat(read.fileno())
        os.utime(written.fileno(), ns=(state.st_atime_ns, state.st_mtime_ns))
        os.fsync(written.fileno())
    return whole.hexdigest()


def write_file(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    with _new(target) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _new(target: Path) -> BinaryIO:
    return os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb")


def link(old: Path, target: Path) -> bool:
    """False where the disk has no links, or no more of them for this file."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    try:
        os.link(old, target)
    except OSError:
        return False
    return True


def is_same(one: Path, other: Path) -> bool:
    """As hard facts have it: length and time of the last change. A sealed file is never changed, only written anew."""
    try:
        a, b = one.stat(), other.stat()
    except FileNotFoundError:
        return False
    return (a.st_size, a.st_mtime_ns) == (b.st_size, b.st_mtime_ns)


def to_disk(folder: Path) -> None:
    """The folder's own entries, and those of every folder in it."""
    for place, _, _ in os.walk(folder):
        fsync_folder(Path(place))


def away(folder: Path, *, mark: str) -> None:
    """Whoever is killed here leaves nothing that looks whole."""
    leaving = folder if folder.name.startswith(".") else folder.with_name(f".{folder.name}{mark}")
    if leaving != folder:
        folder.rename(leaving)
        fsync_folder(leaving.parent)
    shutil.rmtree(leaving)


def free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free
