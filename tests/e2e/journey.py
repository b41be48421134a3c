"""`make journey`: docs/journey.py walked through a system that is started for it, in a folder of its own."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.machine import ROOT, Machine

SCRIPT = ROOT / "docs" / "journey.py"


def main() -> int:
    with TemporaryDirectory() as folder:
        machine = Machine(Path(folder))
        try:
            machine.start()
            return subprocess.run(
                [sys.executable, str(SCRIPT), machine.client.server], check=False
            ).returncode
        finally:
            machine.stop()


if __name__ == "__main__":
    sys.exit(main())
