"""Where an installation's things are.

PREFIX/versions/X/    one version: its interpreter's environment and the program, written once
PREFIX/current        a link to the version that is used
PREFIX/bin/lianban    the command, of the current version; lianban-use makes another the current one
PREFIX/etc, PREFIX/var  configuration and data: no version's, never written over
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

# A unit's file and a wrapper of sh name it without quotes.
PLAIN_PATH = re.compile(r"/[\w/.+-]*[\w+-]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Prefix:
    """`system`: the machine's own root, for units and the command's link."""

    prefix: Path
    version: str
    system: Path = Path("/")

    @property
    def current(self) -> Path:
        return self.prefix / "current"

    @property
    def release(self) -> Path:
        return self.prefix / "versions" / self.version

    @property
    def mark(self) -> Path:
        """Written last into a version: it is whole, and made of the bundle with these checksums."""
        return self.release / "bundle.sha256"

    @property
    def environment(self) -> Path:
        return self.release / "venv"

    @property
    def modules(self) -> Path:
        """Of the libraries, in an environment of the Python that runs this."""
        major, minor = sys.version_info[:2]
        return self.environment / "lib" / f"python{major}.{minor}" / "site-packages"

    @property
    def python(self) -> Path:
        return self.environment / "bin" / "python"

    @property
    def program(self) -> Path:
        return self.release / "program"

    @property
    def wrapper(self) -> Path:
        return self.prefix / "bin" / "lianban"

    @property
    def chooser(self) -> Path:
        return self.prefix / "bin" / "lianban-use"

    @property
    def remover(self) -> Path:
        return self.prefix / "uninstall"

    @property
    def etc(self) -> Path:
        return self.prefix / "etc"

    @property
    def var(self) -> Path:
        return self.prefix / "var"

    @property
    def config(self) -> Path:
        return self.etc / "lianban.toml"

    @property
    def units(self) -> Path:
        return self.system / "etc" / "systemd" / "system"

    @property
    def journal(self) -> Path:
        return self.system / "etc" / "systemd" / "journald.conf.d" / "lianban.conf"

    @property
    def command(self) -> Path:
        return self.system / "usr" / "local" / "bin" / "lianban"


def wrapper_text(places: Prefix) -> str:
    return f"""#!/bin/sh
# 当前版本的命令  The command, of the version that {places.current} leads to.
: "${{LIANBAN_CONFIG:={places.config}}}"
export LIANBAN_CONFIG
exec {places.current}/venv/bin/lianban "$@"
"""


def chooser_text(places: Prefix, user: str | None) -> str:
    whose = "--bare" if user is None else f"--user {user}"
    return f"""#!/bin/sh
# 改用另一个已安装的版本  Makes another installed version the current one; without a word, says which there are.
cd {places.current}/program
exec {places.current}/venv/bin/python -m infra.server --prefix {places.prefix} {whose} --use "${{1:-}}"
"""


def unit_text(template: str, places: Prefix, user: str) -> str:
    return template.replace("@PREFIX@", str(places.prefix)).replace("@USER@", user)
