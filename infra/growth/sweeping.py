"""`python -m infra.growth.sweeping FOLDER`: how long one look of the sweep takes when nothing is owed, in milliseconds."""

import statistics
import sys
import time
from pathlib import Path
from threading import Event

from infra.embedded import log
from infra.embedded.platform import Platform
from infra.embedded.settings import NONE, Settings

_LOOKS = 15
# Nobody looks but here.
_NEVER = 86_400.0
_PATIENCE = 600.0


def swept(folder: Path, looks: int = _LOOKS) -> float:
    """Seconds, the median. The first look, which gives the engine every open case, is over before."""
    settings = Settings(folder, notices=NONE, shared_data=NONE, sweep_seconds=_NEVER)
    with Platform(settings) as platform:
        pause, end = Event(), time.monotonic() + _PATIENCE
        while not platform.is_idle() and time.monotonic() < end:
            pause.wait(0.05)
        return statistics.median(_timed(platform) for _ in range(looks))


def _timed(platform: Platform) -> float:
    began = time.perf_counter()
    platform.look()
    return time.perf_counter() - began


def main() -> None:
    log.set_up()
    sys.stdout.write(f"{swept(Path(sys.argv[1])) * 1000:.3f}\n")


if __name__ == "__main__":
    main()
