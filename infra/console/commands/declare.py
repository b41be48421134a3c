"""How a command is declared: help in two languages, the options that all have, and a reason for what changes something."""

import inspect
import sys
from collections.abc import Callable, Mapping
from inspect import Parameter, Signature
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from functions.adapters.outward.secrets import SecretUnusable
from infra.console.client import Client
from infra.console.failure import Exit, Failure
from infra.console.misuse import check_text, misuse_told
from infra.console.profiles import DEFAULT, chosen_profile, config_file, header_text, process_environment
from infra.console.session import ConsoleSession, Speech

AsJson = Annotated[
    bool, typer.Option("--json", help="标准输出只有接口的 JSON  Only the interface's JSON on stdout")
]
ProfileName = Annotated[
    str, typer.Option("--profile", envvar="LIANBAN_PROFILE", help="用哪个配置  Which profile of the file")
]
Server = Annotated[str | None, typer.Option(envvar="LIANBAN_SERVER", help="系统地址  The system's address")]
As = Annotated[
    str | None, typer.Option("--as", metavar="IDENTITY", help="本机演示身份  Demo identity, one machine only")
]
ReasonWhy = Annotated[str, typer.Option("--reason", help="理由，留痕，必填  Why; it is kept in the audit")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只看要发出什么，不发  Show what would be sent")]
Key = Annotated[
    str | None, typer.Option("--key", help="幂等键：再试同一操作用同一个  The same key does it once")
]

COMMON: dict[str, tuple[Any, Any]] = {
    "as_json": (AsJson, False),
    "profile": (ProfileName, DEFAULT),
    "server": (Server, None),
    "identity": (As, None),
}
TRIED: dict[str, tuple[Any, Any]] = {"dry_run": (DryRun, False)}
# `\b` keeps the line break.
_SHORT = "\b\n{zh}\n{en}"
_Work = Callable[..., None]


class CommandGroup(TyperGroup):
    """Every way to end badly is one line and an exit code."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        with misuse_told():
            check_text(args, ctx)
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        try:
            with misuse_told():
                return super().invoke(ctx)
        except (Failure, SecretUnusable) as exc:
            ended = exc.exit if isinstance(exc, Failure) else Exit.REFUSED
            sys.stderr.write(f"{exc}\n")
        except OSError as exc:
            sys.stderr.write(f"读写失败 Cannot read or write: {exc}\n")
            ended = Exit.REFUSED
        except KeyboardInterrupt:
            ended = Exit.INTERRUPTED
        raise typer.Exit(ended)


def command(
    app: typer.Typer, name: str, *, zh: str, en: str, act: bool = False, tried: bool = False
) -> Callable[[_Work], _Work]:
    """`work` takes a Session, and what it declares itself. An `act` asks its reason, and can be `tried`: --dry-run."""
    reason = {"reason": (ReasonWhy, Parameter.empty), "key": (Key, None)} if act else {}
    added = {**reason, **(TRIED if act or tried else {}), **COMMON}

    def register(work: _Work) -> _Work:
        _add(app, name, work, added, lambda words: _with_session(work, words), zh=zh, en=en)
        return work

    return register


def local_command(
    app: typer.Typer, name: str, *, zh: str, en: str, hidden: bool = False
) -> Callable[[_Work], _Work]:
    """`work` takes a Speech: it needs no system, or starts one, or is what signs in."""

    def register(work: _Work) -> _Work:
        def run(words: dict[str, Any]) -> None:
            work(Speech(words.pop("as_json")), **words)

        _add(app, name, work, {"as_json": COMMON["as_json"]}, run, zh=zh, en=en, hidden=hidden)
        return work

    return register


def _add(
    app: typer.Typer,
    name: str,
    work: _Work,
    added: Mapping[str, tuple[Any, Any]],
    run: Callable[[dict[str, Any]], None],
    *,
    zh: str,
    en: str,
    hidden: bool = False,
) -> None:
    """Typer reads a command's options from its signature: `work`'s own, and those that are added."""
    own = {one.name: one for one in list(inspect.signature(work, eval_str=True).parameters.values())[1:]}
    more = {
        given: Parameter(given, Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for given, (kind, default) in added.items()
    }
    parameters = [one.replace(kind=Parameter.KEYWORD_ONLY) for one in {**own, **more}.values()]

    def called(**words: Any) -> None:
        run(words)

    # Where `inspect` looks first.
    called.__dict__["__signature__"] = Signature(parameters)
    called.__annotations__ = {one.name: one.annotation for one in parameters}
    called.__name__ = work.__name__
    app.command(name, help=f"{zh}\n\n{en}", short_help=_SHORT.format(zh=zh, en=en), hidden=hidden)(called)


def _with_session(work: _Work, words: dict[str, Any]) -> None:
    environment = process_environment()
    profile = chosen_profile(
        config_file(environment),
        environment,
        name=words.pop("profile"),
        server=words.pop("server"),
        identity=words.pop("identity"),
    )
    if words.get("key") is not None:
        header_text(words["key"], "幂等键", "A key")
    client = Client(profile.server, token=profile.token)
    about = {name: words.pop(name) for name in ("as_json", "dry_run", "key") if name in words}
    try:
        work(ConsoleSession(profile=profile, client=client, **about), **words)
    finally:
        client.close()


def group(app: typer.Typer, name: str, *, zh: str, en: str) -> typer.Typer:
    """Commands under one word, as `lianban batch start`."""
    inner = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")
    app.add_typer(inner, name=name, help=f"{zh}\n\n{en}", short_help=_SHORT.format(zh=zh, en=en))
    return inner
