"""The server and the sandbox offices as two programs beside this one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from functions.domain.national.owed_messages import ToldPlatform
from infra.console.children import child, choose_port
from infra.console.client import Client, sandbox_is_up
from infra.console.failure import Failure
from infra.embedded.safety import unsafe
from infra.embedded.settings import SANDBOX_PORT, SERVER_PORT, Settings
from infra.sandbox.keys import hand_over


@dataclass(frozen=True, slots=True)
class StackAsked:
    """The command line. A port that is None is chosen among the free ones."""

    folder: Path
    application: Path | None
    script: Path | None
    host: str
    port: int | None
    sandbox_port: int | None
    timeout: float
    training: bool = False
    # 统一申办受理 and 好差评 are connected, to the sandbox's.
    province: bool = False


@dataclass(frozen=True, slots=True)
class RunningStack:
    client: Client
    server: str
    sandbox: str
    folder: Path


@contextmanager
def stack(asked: StackAsked) -> Iterator[RunningStack]:
    """Runs until the block ends. Raises Failure. The offices go first, so that the server finds them."""
    if faults := unsafe(Settings(asked.folder, host=asked.host, training=asked.training)):
        raise Failure("\n".join(fault.line for fault in faults))
    port = choose_port(asked.host, named=asked.port, default=SERVER_PORT)
    sandbox_port = choose_port("127.0.0.1", named=asked.sandbox_port, default=SANDBOX_PORT, taken=(port,))
    server, sandbox = f"http://{_reachable(asked.host)}:{port}", f"http://127.0.0.1:{sandbox_port}"
    hand_over(asked.folder)
    client = Client(server)
    offices = ["--folder", str(asked.folder), "--port", str(sandbox_port), "--server", server]
    if asked.script:
        offices += ["--script", str(asked.script)]
    platform = [
        "--folder",
        str(asked.folder),
        "--host",
        asked.host,
        "--port",
        str(port),
        "--sandbox",
        sandbox,
        *(["--training"] if asked.training else []),
    ]
    if asked.province:
        for name in ToldPlatform:
            platform += [f"--{name}", f"{sandbox}/platforms/{name}"]
    with (
        child(
            "infra.sandbox", offices, log=asked.folder / "sandbox.log", ready=lambda: sandbox_is_up(sandbox)
        ),
        child("infra.embedded", platform, log=asked.folder / "server.log", ready=client.is_up),
    ):
        try:
            yield RunningStack(client, server, sandbox, asked.folder)
        finally:
            client.close()


def _reachable(host: str) -> str:
    """Where this machine reaches a server that listens on `host`."""
    if host in ("0.0.0.0", "::"):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
