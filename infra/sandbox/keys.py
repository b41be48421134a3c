"""The departments' and the platforms' own copies of their webhook keys: in the world handed over, here a copied file."""

import json
from collections.abc import Mapping
from pathlib import Path

from functions.adapters.outward.secrets import ELECTRONIC_SEAL, NOTICES, SHARED_DATA
from functions.domain.national.owed_messages import ToldPlatform
from infra.embedded.files import write_whole
from infra.embedded.secrets import FileSecrets
from schemas.codes import Department

SANDBOX_FOLDER, _NAME = "sandbox", "keys.json"


def hand_over(folder: Path) -> None:
    """Each department gets the key that the server in `folder` signs with, made now if there is none yet."""
    ours = FileSecrets(folder / "secrets.json")
    names = (
        *(department.value for department in Department),
        NOTICES,
        SHARED_DATA,
        ELECTRONIC_SEAL,
        *(platform.value for platform in ToldPlatform),
    )
    keys = {name: ours.keys(name)[0] for name in names}
    write_whole(folder / SANDBOX_FOLDER / _NAME, json.dumps(keys, indent=1).encode())


def read_keys(folder: Path) -> Mapping[Department, str]:
    """Raises OSError, ValueError or KeyError."""
    keys = _read(folder)
    return {department: str(keys[department.value]) for department in Department}


def read_notices_key(folder: Path) -> str:
    """The message gateway's. Raises as `read_keys` does."""
    return str(_read(folder)[NOTICES])


def read_shared_data_key(folder: Path) -> str:
    """The sharing platform's. Raises as `read_keys` does."""
    return str(_read(folder)[SHARED_DATA])


def read_seal_key(folder: Path) -> str:
    """The seal service's. Raises as `read_keys` does."""
    return str(_read(folder)[ELECTRONIC_SEAL])


def read_platform_keys(folder: Path) -> Mapping[ToldPlatform, str]:
    """Those of 统一申办受理 and 好差评. Raises as `read_keys` does."""
    keys = _read(folder)
    return {platform: str(keys[platform]) for platform in ToldPlatform}


def _read(folder: Path) -> Mapping[str, str]:
    path = folder / SANDBOX_FOLDER / _NAME
    if not path.exists():
        raise ValueError(f"没有部门密钥 {path}，请用 lianban serve 启动。No keys were handed over.")
    keys: Mapping[str, str] = json.loads(path.read_text("utf-8"))
    return keys
