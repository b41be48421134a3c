"""The departments' own copies of their webhook keys. In the world they are handed over; here a file is copied."""

import json
from collections.abc import Mapping
from pathlib import Path

from infra.embedded.files import write_whole
from infra.embedded.secrets import FileSecrets
from schemas.codes import Department

FOLDER, NAME = "sandbox", "keys.json"


def hand_over(folder: Path) -> None:
    """Each department gets the key that the server in `folder` signs with, made now if there is none yet."""
    ours = FileSecrets(folder / "secrets.json")
    keys = {department.value: ours.keys(department)[0] for department in Department}
    write_whole(folder / FOLDER / NAME, json.dumps(keys, indent=1).encode())


def read_keys(folder: Path) -> Mapping[Department, str]:
    """Raises OSError, ValueError or KeyError."""
    path = folder / FOLDER / NAME
    if not path.exists():
        raise ValueError(
            f"没有部门密钥 {path}，请用 python -m infra.console run 启动。No keys were handed over."
        )
    keys = json.loads(path.read_text("utf-8"))
    return {department: str(keys[department.value]) for department in Department}
