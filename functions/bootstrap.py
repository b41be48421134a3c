"""The only reader of environment, clock and randomness: builds what the use cases need, once, at the first request."""

import os
import random
from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Event

from functions.adapters.uncollected import uncollected
from functions.ports.deps import Deps

_installed: list[Deps] = []


def stage() -> str:
    """Which of several side by side this is: `dev`, `prod`; every metric is told by it."""
    return os.environ.get("LIANBAN_STAGE", "local")


def deps() -> Deps:
    """What was installed by `use`, or AWS as the environment names it. Raises Misconfigured."""
    if not _installed:
        with uncollected():
            _installed.append(_on_aws())
    return _installed[0]


def use(installed: Deps | None) -> None:
    """Another platform's adapters, or a test's fakes; None forgets them."""
    _installed[:] = [installed] if installed else []


def is_training() -> bool:
    """演练, of what is installed already; for a page that is made before anything is asked of it."""
    return any(one.training for one in _installed)


def now() -> datetime:
    return datetime.now(UTC)


def interpreter() -> Mapping[str, str]:
    """What a process of our own interpreter needs to start: where its libraries are, and no secret of ours."""
    return {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "PATH") if name in os.environ}


def pause(seconds: float) -> None:
    Event().wait(seconds)


def _on_aws() -> Deps:
    """Imported here: one machine has no AWS."""
    from functions.aws_settings import settings
    from functions.on_aws import Surroundings, on_aws

    around = Surroundings(stage(), interpreter(), clock=now, pause=pause, jitter=random.random)
    return on_aws(settings(os.environ), around)
