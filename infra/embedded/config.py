"""The configuration file of one server (TOML): every key, and whose setting it is. infra/server/lianban.toml says what each
means; a new setting takes a line here and there.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import inf
from os.path import normpath
from pathlib import Path
from typing import Any

from functions.adapters.claims import BadClaims, ClaimNames, claim_names
from infra.embedded.settings import NONE, Settings

# Section, key: the field of Settings.
CONFIG_KEYS: Mapping[str, Mapping[str, str]] = {
    "server": {
        "folder": "folder",
        "host": "host",
        "port": "port",
        "public": "public",
        "trusted_proxies": "trusted_proxies",
        "origins": "origins",
        "least_free_mb": "least_free_mb",
        "training": "training",
    },
    "offices": {"routes": "routes"},
    "sign_in": {
        "jwks": "jwks",
        "issuer": "issuer",
        "audience": "audience",
        "page": "sign_in",
        "token": "sign_in_token",
        "client_id": "client_id",
        "client_secret": "client_secret",
        "end_session": "end_session",
    },
    "outside": {
        "notices": "notices",
        "shared_data": "shared_data",
        "electronic_seal": "electronic_seal",
        "acceptance": "acceptance",
        "ratings": "ratings",
        "scanner": "scanner",
    },
    "metrics": {"host": "metrics_host", "port": "metrics_port"},
    "work": {
        "sweep_seconds": "sweep_seconds",
        "http_threads": "http_threads",
        "task_threads": "task_threads",
        "one_core": "one_core",
    },
}
# A section whose keys are its own (docs/sign-in.md).
CLAIMS = "claims"
# What a setting without a default, or with none, takes.
_TEXT = "text 文字"
_PATHS = frozenset({"folder", "routes"})
# With none of these a server starts, and answers nobody, sends nothing, or does nothing but look.
_AT_LEAST_ONE = frozenset({"http_threads", "task_threads", "sweep_seconds"})


class BadConfiguration(Exception):
    """Names the file, the key and what it takes; never a value."""


def read_config(path: Path) -> Settings:
    """A path that is not absolute begins at the file's own folder. Raises BadConfiguration."""
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except OSError as exc:
        raise BadConfiguration(f"读不到配置文件 {path}：{exc.strerror}。It cannot be read.") from exc
    except (ValueError, RecursionError) as exc:
        raise BadConfiguration(f"{path} 不是 TOML：{exc}。It is no TOML.") from exc
    given = dict(_given(path, told))
    if "folder" not in given:
        raise BadConfiguration(f"{path}：缺少 [server] folder（数据文件夹）。The data's folder is missing.")
    # No sandbox stands beside what a file sets up, so none seals: a letter would say that its seal is only late.
    return replace(Settings(folder=given.pop("folder"), electronic_seal=NONE), **given)


def _given(path: Path, told: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for section, keys in told.items():
        if section == CLAIMS and isinstance(keys, dict):
            yield CLAIMS, _claims(path, keys)
            continue
        known = CONFIG_KEYS.get(section)
        if known is None or not isinstance(keys, dict):
            raise BadConfiguration(f"{path}：没有 [{section}] 这一节。There is no such section.")
        for key, value in keys.items():
            if key not in known:
                raise BadConfiguration(f"{path}：[{section}] 没有 {key}。There is no such key.")
            if (read := _read(path, known[key], value)) is None:
                raise BadConfiguration(f"{path}：[{section}] {key} 应为 {_kind(known[key])}。It takes that.")
            yield known[key], read


def _claims(path: Path, keys: Mapping[str, Any]) -> ClaimNames:
    try:
        return claim_names(keys)
    except BadClaims as exc:
        raise BadConfiguration(f"{path}：[{CLAIMS}] 有误，见 docs/sign-in.md。{exc}.") from exc


def _read(path: Path, name: str, value: Any) -> Any:
    """None: not what the setting takes."""
    plain = getattr(Settings(folder=Path()), name)
    if name in _PATHS:
        return Path(normpath(path.parent.resolve() / value)) if isinstance(value, str) and value else None
    if isinstance(plain, tuple):
        texts = isinstance(value, list) and all(isinstance(one, str) and one for one in value)
        return tuple(value) if texts else None
    if isinstance(plain, bool) or isinstance(value, bool):
        return value if isinstance(plain, bool) and isinstance(value, bool) else None
    if isinstance(plain, int | float):
        fits = isinstance(value, int) or (isinstance(plain, float) and isinstance(value, float))
        least = 1 if name in _AT_LEAST_ONE else 0
        return type(plain)(value) if fits and least <= value < inf else None
    return value if isinstance(value, str) and value else None


def check_typed(given: Mapping[str, Any]) -> None:
    """What was typed over the file, by the names of the settings: as little as the file's may be. Raises BadConfiguration."""
    for name in sorted(_AT_LEAST_ONE):
        if _read(Path(), name, given[name]) is None:
            raise BadConfiguration(f"--{name.replace('_', '-')} 应为 {_kind(name)}。It takes that.")


def _kind(name: str) -> str:
    plain = getattr(Settings(folder=Path()), name)
    if name in _PATHS or plain is None or isinstance(plain, str):
        return _TEXT
    words = {
        bool: "true/false",
        int: "整数 a whole number",
        float: "数 a number",
        tuple: "文字的列表 a list of texts",
    }
    least = "，至少为 1 of one at least" if name in _AT_LEAST_ONE else ""
    return f"{words[type(plain)]}{least}"
