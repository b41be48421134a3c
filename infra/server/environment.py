"""A version's environment: the bundle's wheels, unpacked, and what is imported of them compiled.

Not by pip, which is put into each environment first and compiles itself and all else: an installation took twice as long.
A wheel is a zip (PEP 427), and every file of the bundle was compared with its checksum before (refusing.py).
"""

import re
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

from infra.server.refusing import NotInstalled

# Beside a wheel's modules: a script, a manual. And of AWS's services what they understand, which nobody asks on one server.
_LEFT_OUT = re.compile(r"[^/]+\.data/(?:scripts|data|headers)/|botocore/data/")
_ELSEWHERE = re.compile(r"[^/]+\.data/")
# What no program here imports, two fifths of all text. Whoever did would have it compiled each time anew.
NOT_COMPILED = (
    r"/site-packages/(?:"
    r"aws_lambda_powertools/(?:event_handler|utilities/(?!jmespath_utils|typing)[a-z])"
    r"|botocore/(?!__init__)"
    r"|cffi/"
    r"|chalice/(?:cli|deploy)/"
    r"|oauthlib/(?:oauth1|openid)/"
    r"|pydantic/v1/"
    r"|pygments/lexers/[a-z]"
    r"|stdnum/(?!cn/)[a-z]{2}/"
    r")"
)


def wheel_fits(wheel: Path, python: tuple[int, int]) -> bool:
    """By the tags of its name (PEP 427, PEP 425): of no Python in particular, of this one, or of the interface that stays
    the same from some version on.
    """
    tags, interface, _ = wheel.stem.split("-")[-3:]
    mine = f"cp{python[0]}{python[1]}"
    return any(
        one.startswith("py") or one == mine or (interface == "abi3" and int(one[3:]) <= python[1])
        for one in tags.split(".")
    )


def unpack_wheels(wheels: Iterable[Path], into: Path) -> None:
    """Raises NotInstalled."""
    for wheel in wheels:
        with ZipFile(wheel) as opened:
            names = [name for name in opened.namelist() if not _LEFT_OUT.match(name)]
            if any(map(_ELSEWHERE.match, names)):
                raise NotInstalled(f"{wheel.name}：不能这样解开。Some of its modules would lie elsewhere.")
            opened.extractall(into, names)


def compiling(python: Path, folders: Iterable[Path]) -> list[str]:
    """The words that do it now: the service writes nothing there."""
    return [str(python), "-m", "compileall", "-q", "-x", NOT_COMPILED, *map(str, folders)]
