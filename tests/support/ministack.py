"""A local AWS that is not moto (MiniStack): a program of its own, over the wire, in a venv of its own, on loopback only."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import urllib3
from botocore.config import Config

from infra.console.children import die_with_parent
from tests.support.aws import kept_session
from tests.support.machine import ROOT, free_port, until
from tests.support.over_http import over_http

PYTHON = ROOT / "build" / "ministack" / "bin" / "python"
READY = PYTHON.parents[1] / ".ready"
EMULATOR = Path(__file__).with_name("emulator.py")
REGION, ACCOUNT = "cn-north-1", "123456789012"
START_SECONDS, INSTALL_SECONDS = 30, 300
CONNECTIONS = 32
# For whatever uses it: slow, and on one worker, so that there is one of it.
ON_MINISTACK = (pytest.mark.slow, pytest.mark.together("ministack"))


@dataclass(frozen=True, slots=True)
class MiniStack:
    endpoint: str
    folder: Path

    def client(self, service: str) -> Any:
        """A fresh client each time: tests' clients have connections enough for every thread of a race."""
        return kept_session().client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id=ACCOUNT,
            aws_secret_access_key="test",
            config=Config(max_pool_connections=CONNECTIONS, retries={"total_max_attempts": 1}),
        )


@contextmanager
def ministack_in(folder: Path, *, roles_enforced: bool = False) -> Iterator[MiniStack]:
    """Runs until the block ends; what it keeps is in `folder`. Its log is `folder`/ministack.log.

    `roles_enforced`: every request is judged by its caller's policies, so that a Lambda may do what its role says.
    """
    install()
    running = MiniStack(f"http://127.0.0.1:{(port := free_port())}", folder)
    with (folder / "ministack.log").open("wb") as log:
        process = subprocess.Popen(
            [PYTHON, "-P", EMULATOR],
            cwd=folder,
            env=_environment(folder, port, roles_enforced),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=partial(die_with_parent, signal.SIGKILL),
        )
    try:
        until(lambda: _is_up(process, running), seconds=START_SECONDS)
        yield running
    finally:
        # It holds nothing worth a clean stop, which would wait for every waiting execution. Its Lambdas are of its group.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def install() -> None:
    """What `make deploy-check` has done already; a test run by hand does it at first use."""
    wanted = str(READY.relative_to(ROOT))
    run = subprocess.run(
        ["make", "--silent", wanted],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=INSTALL_SECONDS,
        check=False,
    )
    if run.returncode:
        raise RuntimeError(f"make {wanted}: {run.stderr}")


def _environment(folder: Path, port: int, roles_enforced: bool) -> dict[str, str]:
    """Nothing of ours: its Lambdas inherit it, and an address, a key or a path of this machine may not help them."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        # Whose the stack is when a request names nobody, as an applicant's does.
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "AUTH": str(roles_enforced).lower(),
        # Listeners that would be open beside the port.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }


def _is_up(process: subprocess.Popen[bytes], running: MiniStack) -> bool:
    if process.poll() is not None:
        raise RuntimeError(f"MiniStack ended: see {running.folder / 'ministack.log'}")
    try:
        health = f"{running.endpoint}/_ministack/health"
        return over_http("GET", health, retries=False, timeout=2.0).status == 200
    except urllib3.exceptions.HTTPError:
        return False
