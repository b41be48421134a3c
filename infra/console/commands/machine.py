"""`lianban serve`, `training` and `demo`: the whole system on this machine."""

import json
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from infra.console.commands.declare import local_command
from infra.console.failure import Exit
from infra.console.machine import (
    DEMO_FOLDER,
    DEMO_SECONDS,
    RUN_FOLDER,
    TRAINING_FOLDER,
    demo,
    serve_stack,
    train,
)
from infra.console.session import Speech
from infra.console.stack import RunningStack, StackAsked

_Application = Annotated[
    Path | None, typer.Option(help="提交哪份申请，JSON  Application to submit (the sample)")
]
_Script = Annotated[
    Path | None, typer.Option(help="沙箱部门怎么办  What the sandbox offices do, JSON or TOML")
]
_Host = Annotated[str, typer.Option(help="监听地址  Address that the server listens on")]
Port = Annotated[int | None, typer.Option(help="服务端口  The server's (8451, or the next free one)")]
SandboxPort = Annotated[int | None, typer.Option(help="沙箱端口  The offices' (8452, or the next free one)")]
_Config = Annotated[
    Path | None,
    typer.Option(
        help="按配置文件只启动服务，没有沙箱和示例  The server alone, as the file says (docs/one-server.md)"
    ),
]
_Province = Annotated[
    bool,
    typer.Option(
        "--province", help="把统一申办受理、好差评也连到沙箱  Tell the sandbox's platforms (docs/province.md)"
    ),
]
TERMINATED = 128 + signal.SIGTERM


def register(app: typer.Typer) -> None:
    # `run` is what it was called before.
    for name, hidden in (("serve", False), ("run", True)):

        @local_command(
            app,
            name,
            zh="在本机启动整个系统并提交示例申请，Ctrl-C 停止",
            en="Start everything here, submit the sample; Ctrl-C stops.",
            hidden=hidden,
        )
        def serve_(
            speech: Speech,
            folder: Annotated[Path, typer.Option(help="数据文件夹  All data")] = RUN_FOLDER,
            application: _Application = None,
            script: _Script = None,
            host: _Host = "127.0.0.1",
            port: Port = None,
            sandbox_port: SandboxPort = None,
            config: _Config = None,
            province: _Province = False,
        ) -> None:
            if config is not None:
                raise typer.Exit(serve_alone(config))
            # Told to stop, it has done its work.
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(Exit.FINE))
            asked = _asked(folder, application, script, host, port, sandbox_port)
            try:
                serve_stack(
                    replace(asked, province=province),
                    speech.screen,
                    lambda running: _started(speech, running),
                )
            except KeyboardInterrupt:
                return

    _register_training(app)
    _register_demo(app)


def _register_training(app: typer.Typer) -> None:
    @local_command(
        app,
        "training",
        zh="演练：在本机启动整个系统，人和办件都是虚构的，每页都有标明，什么都不会送出",
        en="Practise: everything here, with made-up persons; nothing leaves.",
    )
    def training_(
        speech: Speech,
        folder: Annotated[
            Path, typer.Option(help="数据文件夹，只用于演练  All data, for training only")
        ] = TRAINING_FOLDER,
        script: _Script = None,
        port: Port = None,
        sandbox_port: SandboxPort = None,
        fresh: Annotated[bool, typer.Option("--fresh", help="从头开始，清掉以前的演练  Begin anew")] = False,
    ) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(Exit.FINE))
        asked = _asked(folder, None, script, "127.0.0.1", port, sandbox_port)
        try:
            train(replace(asked, training=True), speech.screen, fresh=fresh)
        except KeyboardInterrupt:
            return


def _register_demo(app: typer.Typer) -> None:
    @local_command(
        app,
        "demo",
        zh="同上，只办一件，在单独的文件夹里，办完即止",
        en="The same once, in a folder of its own.",
    )
    def demo_(
        speech: Speech,
        folder: Annotated[
            Path, typer.Option(help="数据文件夹，先清空默认的  The default one is emptied first")
        ] = DEMO_FOLDER,
        application: _Application = None,
        script: _Script = None,
        host: _Host = "127.0.0.1",
        port: Port = None,
        sandbox_port: SandboxPort = None,
        timeout: Annotated[float, typer.Option(help="几秒后放弃  Seconds until it gives up")] = DEMO_SECONDS,
    ) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
        asked = _asked(folder, application, script, host, port, sandbox_port, timeout)
        if not demo(asked, speech.screen):
            raise typer.Exit(Exit.REFUSED)


def serve_alone(config: Path) -> int:
    """In this process: whoever supervises it supervises the server. Returns its exit code."""
    # Imported here: no other command needs the server.
    from infra.embedded.__main__ import main

    return main(["--config", str(config)])


def _asked(
    folder: Path,
    application: Path | None,
    script: Path | None,
    host: str,
    port: int | None,
    sandbox_port: int | None,
    timeout: float = DEMO_SECONDS,
) -> StackAsked:
    return StackAsked(
        folder.resolve(), application, script and script.resolve(), host, port, sandbox_port, timeout
    )


def _started(speech: Speech, running: RunningStack) -> None:
    if speech.as_json:
        told = {"server": running.server, "sandbox": running.sandbox, "folder": str(running.folder)}
        speech.write(json.dumps(told, ensure_ascii=False))
