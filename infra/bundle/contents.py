"""What goes into the archive: wheels that running needs, and the parts of this repository that a server has.

requirements-embedded.txt says what the program needs; requirements-bundle.txt holds the wheels that this comes to, each with
its hash, less what only Chalice's command line, boto3's users and builders need.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from infra.package.shipped import ROOT

SERVER_REQUIREMENTS = ROOT / "requirements-embedded.txt"
BUNDLE_LOCK = ROOT / "requirements-bundle.txt"
NOT_FOR_RUNNING = frozenset(
    {
        "blessed",
        "boto3",
        "click",
        "editor",
        "inquirer",
        "jinxed",
        "packaging",
        "pip",
        "pycparser",
        "pyyaml",
        "readchar",
        "runs",
        "s3transfer",
        "setuptools",
        "wcwidth",
        "wheel",
        "xmod",
    }
)
PROGRAM = (
    "app.py",
    "functions",
    "schemas",
    "statemachine",
    "docs/kit",
    "infra/__init__.py",
    "infra/alarms.py",
    "infra/alarms.toml",
    "infra/definition.py",
    "infra/holidays.toml",
    "infra/item_codes.toml",
    "infra/routes.toml",
    "infra/backup",
    "infra/console",
    "infra/embedded",
    "infra/monitoring/alarms.yml",
    "infra/monitoring/dashboard.json",
    "infra/monitoring/prometheus.yml",
    "infra/rotation.py",
    "infra/sandbox",
    "infra/server",
)
_NO_BYTECODE = shutil.ignore_patterns("__pycache__", "*.pyc")


def copy_program(into: Path) -> None:
    """And the documents, for a machine that reaches no repository."""
    for name in PROGRAM:
        _copy(ROOT / name, into / name)
    for document in sorted((ROOT / "docs").glob("*.md")):
        _copy(document, into / "docs" / document.name)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=_NO_BYTECODE)
    else:
        shutil.copyfile(source, target)


def files_below(folder: Path) -> Iterator[Path]:
    """In the order of their names, whatever the disk's."""
    found = (path for path in folder.rglob("*") if path.is_file())
    yield from sorted(found, key=lambda path: path.relative_to(folder).as_posix())
