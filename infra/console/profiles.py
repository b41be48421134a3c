"""Profiles: which system a person talks to and as whom, in one file that only they can read."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from infra.console.failure import Misused
from infra.embedded.files import write_whole
from infra.embedded.settings import SERVER_PORT
from schemas.json_text import json_of

DEFAULT = "default"
HERE = f"http://127.0.0.1:{SERVER_PORT}"
_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Profile:
    """`identity`: a demo identity of the embedded issuer, signed in anew each time; otherwise `token` is what the person
    was given. Neither: whoever asks is nobody.
    """

    server: str = HERE
    identity: str | None = None
    token: str | None = None

    def __repr__(self) -> str:
        return f"Profile({self.server!r}, {self.identity!r})"


def config_file(environment: Mapping[str, str]) -> Path:
    """XDG Base Directory: a relative XDG_CONFIG_HOME counts as none."""
    given = Path(environment.get("XDG_CONFIG_HOME", ""))
    folder = given if given.is_absolute() else Path(environment.get("HOME", "~")).expanduser() / ".config"
    return folder / "lianban" / "profiles.json"


def read_profiles(path: Path) -> dict[str, Profile]:
    """Raises Misused, which never tells what is in the file."""
    if not path.exists():
        return {}
    if path.stat().st_mode & _OTHERS:
        raise Misused(f"{path} 能被他人读取，请改为只有本人可读（chmod 600）。Others can read it.")
    try:
        told = json_of(path.read_bytes())
        return {name: _profile(fields) for name, fields in told.items()}
    except (ValueError, TypeError, AttributeError):
        raise Misused(f"{path} 读不懂，请改正或删去。The profile file cannot be read.") from None


def _profile(fields: Mapping[str, object]) -> Profile:
    if not all(isinstance(value, str) for value in fields.values()):
        raise TypeError("an address, an identity or a token is a text")
    return Profile(**{name: str(value) for name, value in fields.items()})


def write_profiles(path: Path, profiles: Mapping[str, Profile]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = {name: {k: v for k, v in asdict(one).items() if v} for name, one in profiles.items()}
    write_whole(path, json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n")


def chosen_profile(
    path: Path, environment: Mapping[str, str], *, name: str, server: str | None, identity: str | None
) -> Profile:
    """What is typed goes before the environment, and that before the file. A token is for the address it was given
    with: to another address it is not sent. Raises Misused."""
    profiles = read_profiles(path)
    if name != DEFAULT and name not in profiles:
        raise Misused(f"没有名为 {name} 的配置，请先 lianban sign-in --profile {name}。No such profile.")
    kept = profiles.get(name, Profile())
    address = http_address(server or environment.get("LIANBAN_SERVER") or kept.server)
    if identity:
        return Profile(address, identity)
    if token := environment.get("LIANBAN_TOKEN"):
        return Profile(address, token=header_text(token.strip(), "令牌", "A token"))
    return Profile(address, kept.identity, kept.token if address == kept.server else None)


def http_address(given: str) -> str:
    """What nobody could answer at is no server that does not answer. Raises Misused."""
    try:
        parts = urlsplit(given)
        if parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port):
            return given.rstrip("/")
    except ValueError:
        pass
    raise Misused(
        f"{given} 不是地址，应如 https://lianban.example。It is no address: begin with http:// or https://."
    )


def header_text(given: str, zh: str, en: str) -> str:
    """What goes into a header. Raises Misused, which never tells it."""
    if not given or not given.isascii() or not given.isprintable() or " " in given:
        raise Misused(f"{zh}应为一行可见字符。{en} is one line of visible characters.")
    return given


def process_environment() -> Mapping[str, str]:
    return os.environ
