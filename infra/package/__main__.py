"""`python -m infra.package build | lock`: the package for AWS, and the wheels that go into it."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.package import build, wheels
from infra.package.shipped import LOCK, ROOT


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m infra.package", description="联办 Lianban's package for AWS"
    )
    parser.add_argument("what", choices=("build", "lock"))
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "package")
    parser.add_argument(
        "--routes", type=Path, default=ROOT / "infra" / "routes.toml", help="which office gets which items"
    )
    given = parser.parse_args(arguments)
    if not given.routes.is_file():
        parser.error(f"--routes: there is no file {given.routes}")
    if given.what == "lock":
        LOCK.write_text(wheels.lock(), encoding="utf-8")
        print(LOCK)
        return 0
    try:
        made = build.build_package(given.out, routes=given.routes)
    except build.FAULTS as fault:
        print(f"{type(fault).__name__}: {fault}", file=sys.stderr)
        return 1
    print(build.told_package(made))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
