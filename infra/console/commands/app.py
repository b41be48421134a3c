"""`lianban`: every command in one place."""

from collections.abc import Mapping, Sequence
from importlib import import_module

import typer

from infra.console.commands.declare import CommandGroup

ZH = "联办 Lianban：看办件、处理异常、设置路由，供部门开发者联调，也在本机启动整个系统。"
EN = "See cases, repair trouble, set routes; try a department's code; start the whole system on this machine."
# The modules here, in the order of the help, and of each what is typed first: who types it waits for no other's imports.
ROOMS: Mapping[str, tuple[str, ...]] = {
    "cases": ("status", "cases", "case", "why"),
    "incidents": (
        "incidents", "unknown", "retry", "abandon", "told", "notify", "settle", "override", "reroute", "continue",
    ),
    "batches": ("batch",),
    "settings": ("routes", "rollout"),
    "figures": ("figures",),
    "export": ("export",),
    "kit": ("listen", "verify", "send", "answer"),
    "conformance": ("conformance",),
    "reports": ("hand-in",),
    "department": ("deliveries", "resend", "keys"),
    "machine": ("serve", "run", "training", "demo"),
    "clock": ("clock",),
    "checking": ("check",),
    "backup": ("backup", "restore"),
    "repair": ("repair",),
    "rotate": ("rotate",),
    "profile": ("sign-in", "sign-out", "profile"),
}  # fmt: skip


def application(words: Sequence[str] = ()) -> typer.Typer:
    """All of it, or, of words that begin with a command, its module's commands alone."""
    app = typer.Typer(
        cls=CommandGroup,
        help=f"{ZH}\n\n{EN}",
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        # Else Typer would take a single command for the whole, and its name for an argument.
        callback=_nothing,
    )
    wanted = [room for room, names in ROOMS.items() if words and words[0] in names]
    for room in wanted or ROOMS:
        import_module(f"{__package__}.{room}").register(app)
    return app


def _nothing() -> None:
    return None
