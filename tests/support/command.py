"""The command `lianban` in this process, against the interface over real HTTP."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import typer
from chalice.app import Chalice
from typer.testing import CliRunner

from functions.api.binder import bind
from functions.api.routes import ROUTES
from functions.ports.deps import Deps
from infra.console.commands.app import application
from infra.embedded.web.wsgi import wsgi
from tests.support.serving import serving

# What orders something of the interface that is none of reading, and so is kept in its audit.
ACTS = {
    "resend",
    "retry",
    "abandon",
    "told",
    "notify",
    "settle",
    "override",
    "reroute",
    "continue",
    "export",
    "batch make",
    "batch start",
    "batch stop",
    "batch resume",
    "routes set",
    "rollout set",
    "figures propose",
    "figures confirm",
    "figures refuse",
}


def _commands(app: typer.Typer, before: str = "") -> Iterator[tuple[str, Any]]:
    for one in app.registered_commands:
        yield f"{before}{one.name}", one
    for group in app.registered_groups:
        assert group.typer_instance is not None
        yield from _commands(group.typer_instance, f"{group.name} ")


COMMANDS: Mapping[str, Any] = dict(_commands(application()))


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    words: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@cache
def _command() -> Any:
    """Made of every command's signature, which takes as long as most commands: once, not each time somebody types."""
    return typer.main.get_command(application())


def _code(end: SystemExit) -> int:
    return end.code if isinstance(end.code, int) else int(end.code is not None)


def _written(*streams: BytesIO) -> tuple[BytesIO, ...]:
    sys.stdout.flush()
    sys.stderr.flush()
    return streams


@dataclass(frozen=True)
class Terminal:
    """`environment` is all that the command finds; its profiles are in `home`."""

    home: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def type(self, *words: str, stdin: str | None = None) -> Said:
        nobody = dict.fromkeys(("LIANBAN_TOKEN", "LIANBAN_SERVER", "LIANBAN_PROFILE", "LIANBAN_WEBHOOK_KEY"))
        given = {**nobody, "XDG_CONFIG_HOME": str(self.home), "COLUMNS": "200", **self.environment}
        with CliRunner().isolation(input=stdin, env=given) as (out, err, _):
            try:
                _command().main(args=list(words), prog_name="lianban")
            except SystemExit as end:
                return Said(_code(end), *(stream.getvalue().decode() for stream in _written(out, err)))
        raise AssertionError("a command ends with its exit code")

    @property
    def profiles(self) -> Path:
        return self.home / "lianban" / "profiles.json"


@contextmanager
def interface(deps: Deps) -> Iterator[str]:
    """Its address."""
    app = Chalice("lianban-command", configure_logs=False, env={})
    bind(app, ROUTES, deps=lambda: deps, report=lambda _message, _fields: None)
    with serving(wsgi(app)) as port:
        yield f"http://127.0.0.1:{port}"
