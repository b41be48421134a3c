"""Which wheels go into the zip, and which of their files are left out.

requirements.txt says what the program needs; requirements-lambda.txt holds the wheels of Lambda's platform that this comes
to, each with its hash, less what Lambda or Chalice provide and what only building needs.
"""

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "requirements.txt"
LOCK = ROOT / "requirements-lambda.txt"

# Lambda's runtime ships boto3 and what it needs; Chalice adds its own runtime; pycparser serves to build cffi, not to run it.
PROVIDED = frozenset(
    {"boto3", "botocore", "chalice", "pycparser", "python-dateutil", "s3transfer", "six", "urllib3"}
)
# Of large wheels, what no function imports (tests/deploy imports every module of ours from the zip alone).
LEFT_OUT = (
    "*.pyi",
    "*/py.typed",
    "*/tests/*",
    "cffi/*",
    "segno/cli.py",
    "segno/helpers.py",
    "aws_lambda_powertools/event_handler/*",
    "aws_lambda_powertools/utilities/*",
    "jinja2/constants.py",
    "jinja2/ext.py",
    "jinja2/meta.py",
    "jinja2/nativetypes.py",
    "jinja2/sandbox.py",
    "oauthlib/oauth1/*",
    "oauthlib/openid/*",
    "aws_lambda_powertools/metrics/provider/datadog/*",
    "pydantic/experimental/*",
    "pydantic/mypy.py",
    "pydantic/v1/*",
    "pydantic/_hypothesis_plugin.py",
    "stdnum/*",
)
_KEPT = (
    "aws_lambda_powertools/utilities/__init__.py",
    "aws_lambda_powertools/utilities/jmespath_utils/*",
    "aws_lambda_powertools/utilities/typing/*",
    "stdnum/__init__.py",
    "stdnum/cn/*",
    "stdnum/exceptions.py",
    "stdnum/iso7064/*",
    "stdnum/numdb.py",
    "stdnum/util.py",
)
# Imported, and of no use here: in its place a few words. pypdf takes the text of a page out by the names of glyphs.
EMPTIED: Mapping[str, bytes] = {"pypdf/_codecs/adobe_glyphs.py": b"adobe_glyphs = {}\n"}
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\]+)")


class LockOutOfDate(Exception):
    """What is asked for and what is locked disagree: names both pins."""


def pins(text: str) -> dict[str, str]:
    """`name==version` lines, by normal name (PEP 503)."""
    found = (_PIN.match(line) for line in text.splitlines())
    return {normal_name(pin[1]): pin[2] for pin in found if pin}


def normal_name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted_packages(requirements: str) -> dict[str, str]:
    """What requirements.txt asks for and nobody provides."""
    return {name: version for name, version in pins(requirements).items() if name not in PROVIDED}


def check_lock(requirements: str, lock: str) -> None:
    """Raises LockOutOfDate."""
    check_pins(wanted_packages(requirements), lock, LOCK.name)


def check_pins(asked: Mapping[str, str], lock: str, file: str) -> None:
    """Raises LockOutOfDate."""
    locked = pins(lock)
    for name, version in asked.items():
        if locked.get(name) != version:
            raise LockOutOfDate(
                f"{name}=={version} is asked for, {file} holds {locked.get(name, 'none')}: run `make lock`"
            )


def lock_text(
    wheels: Mapping[str, tuple[str, ...]],
    *,
    source: str = REQUIREMENTS.name,
    platform: str = "Lambda's platform (CPython 3.11, x86_64)",
) -> str:
    """`wheels`: by name the version, and the sha256 of each of its wheels."""
    head = f"# Made by `make lock` from {source}: the wheels of {platform}.\n"
    lines = (
        f"{name}=={version} {' '.join(f'--hash=sha256:{digest}' for digest in digests)}"
        for name, (version, *digests) in sorted(wheels.items())
    )
    return head + "\n".join(lines) + "\n"


def ships(name: str) -> bool:
    """Whether a file of a wheel goes into the zip; metadata goes as far as it is a licence."""
    if ".dist-info/" in name:
        return False
    return any(fnmatch(name, kept) for kept in _KEPT) or not _matches(name, LEFT_OUT)


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)
