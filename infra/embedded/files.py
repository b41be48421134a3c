"""Files on this machine: written whole or not at all, and a folder that belongs to one server at a time."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER_ONLY = 0o600
FOLDER_LOCK = "lock"


class FolderInUse(Exception):
    """Another program holds the folder."""


def write_whole(path: Path, content: bytes, *, at: float | None = None) -> None:
    """Readable by its owner only; whoever is killed here leaves the old file or the new one, never half.

    `at`: when it is, in seconds, by a clock that is not the machine's.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Its own of each thread: of two who write one file neither may put the other's half in its place. No backup looks at it.
    draft = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_native_id()}")
    draft.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
            file.write(content)
            file.flush()
            if at is not None:
                os.utime(file.fileno(), (at, at))
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        # On a full disk every byte is wanted.
        draft.unlink(missing_ok=True)
        raise
    fsync_folder(path.parent)


def fsync_folder(folder: Path) -> None:
    """What was renamed in it is on the disk then."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def sole_use(folder: Path, *, lock: str = FOLDER_LOCK, says: str = "") -> Iterator[None]:
    """The system lets go of the lock when its holder dies, however it dies. `says`: what stands in it meanwhile.

    Raises FolderInUse.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(folder / lock, os.O_WRONLY | os.O_CREAT, OWNER_ONLY), "wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise FolderInUse(folder) from exc
        file.truncate()
        file.write(says.encode())
        file.flush()
        yield
