"""What the installation, as root, puts into folders that may be the service's: led nowhere else by what lies there."""

import os
import pwd
from pathlib import Path


def place_file(path: Path, text: str, mode: int, owner: str | None = None) -> None:
    """Whoever is killed here leaves the old file or the new one. Its draft is made anew and given away while it is open:
    whoever owns the folder may put a link in its place at any moment.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    made = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(made, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fchmod(made, mode)
        if owner is not None:
            user = pwd.getpwnam(owner)
            os.fchown(made, user.pw_uid, user.pw_gid)
    draft.replace(path)


def place_folder(path: Path, mode: int, owner: str | None) -> None:
    path.mkdir(mode=mode)
    if owner is not None:
        user = pwd.getpwnam(owner)
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
