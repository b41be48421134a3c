"""`make journey`: docs/journey.py, journey_window.py, journey_places.py, in a system that is started for them in a folder."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.machine import ROOT, Machine

SCRIPT = ROOT / "docs" / "journey.py"
WINDOW = ROOT / "docs" / "journey_window.py"
PLACES = ROOT / "docs" / "journey_places.py"


def main() -> int:
    with TemporaryDirectory() as folder:
        machine = Machine(Path(folder))
        try:
            sys.stdout.write("正在启动一套系统，再依次走完六位申请人的全程，约需一两分钟……\n")
            sys.stdout.flush()
            machine.start()
            server, sandbox = machine.client.server, machine.sandbox
            walks = ((SCRIPT, server), (WINDOW, server, sandbox), (PLACES, server, folder))
            return max(_walked(*map(str, words)) for words in walks)
        finally:
            machine.stop()


def _walked(*words: str) -> int:
    return subprocess.run([sys.executable, *words], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
