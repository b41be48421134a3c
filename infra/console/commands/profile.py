"""`lianban sign-in`, `sign-out`, `profile`: which system, and as whom. A token is kept, and never shown."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from infra.console.client import Client
from infra.console.commands.declare import command, local_command
from infra.console.failure import Misused
from infra.console.profiles import (
    DEFAULT,
    HERE,
    Profile,
    config_file,
    header_text,
    http_address,
    process_environment,
    read_profiles,
    write_profiles,
)
from infra.console.session import ConsoleSession, Speech

_Name = Annotated[
    str, typer.Option("--profile", envvar="LIANBAN_PROFILE", help="配置的名称  The profile's name")
]


def register(app: typer.Typer) -> None:
    @local_command(
        app,
        "sign-in",
        zh="登录：演示身份（--as），或把令牌存入配置（--token-file）",
        en="Sign in as a demo identity, or keep a token in the profile.",
    )
    def sign_in(
        speech: Speech,
        token_file: Annotated[
            str | None, typer.Option(metavar="FILE", help="令牌所在文件或 -  A file with the token, or -")
        ] = None,
        *,
        profile: _Name = DEFAULT,
        server: Annotated[
            str | None, typer.Option(envvar="LIANBAN_SERVER", help="系统地址  The system's address")
        ] = None,
        identity: Annotated[
            str | None,
            typer.Option("--as", metavar="IDENTITY", help="本机演示身份  Demo identity, one machine only"),
        ] = None,
    ) -> None:
        if bool(identity) is bool(token_file):
            raise Misused("请给出 --as 或 --token-file（二者择一）。Either --as or --token-file.")
        _sign_in(speech, profile, server, identity, token_file)

    @local_command(
        app,
        "sign-out",
        zh="退出：从配置中删去身份和令牌",
        en="Sign out: take identity and token out of the profile.",
    )
    def sign_out(speech: Speech, *, profile: _Name = DEFAULT) -> None:
        path = config_file(process_environment())
        kept = read_profiles(path)
        if profile != DEFAULT and profile not in kept:
            raise Misused(f"没有名为 {profile} 的配置。No such profile.")
        server = kept.pop(profile, Profile()).server
        write_profiles(path, {**kept, profile: Profile(server)})
        _tell(speech, {"profile": profile, "server": server, "identity": None, "token": False})

    @command(
        app,
        "profile",
        zh="看现在用的配置（不显示令牌）",
        en="The profile in use; the token itself is not shown.",
    )
    def profile(session: ConsoleSession) -> None:
        used = session.profile
        _tell(session, {"server": used.server, "identity": used.identity, "token": bool(used.token)})


def _sign_in(
    speech: Speech, name: str, server: str | None, identity: str | None, token_file: str | None
) -> None:
    """Whether the identity is known there is tried now; a token is tried with the first command."""
    path = config_file(process_environment())
    kept = read_profiles(path)
    address = http_address(server or kept.get(name, Profile(HERE)).server)
    profile = Profile(address, identity, None if identity else _token(token_file or "-"))
    if identity:
        _try(address, identity)
    write_profiles(path, {**kept, name: profile})
    told = {
        "profile": name,
        "server": address,
        "identity": identity,
        "token": bool(profile.token),
        "file": str(path),
    }
    _tell(speech, told)


def _try(server: str, identity: str) -> None:
    client = Client(server)
    try:
        client.tried("GET", "/health", identity=identity)
    finally:
        client.close()


def _token(file: str) -> str:
    raw = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8", "replace")
    return header_text(raw.strip(), "令牌", "A token")


def _tell(speech: Speech, told: dict[str, Any]) -> None:
    whom = told["identity"] or ("令牌 by token" if told["token"] else "未登录 nobody")
    name = f"配置 {told['profile']}：" if "profile" in told else ""
    place = f"　（{told['file']}）" if "file" in told else ""
    speech.tell(told, f"{name}{told['server']}　{whom}{place}")
