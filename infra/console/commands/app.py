"""`lianban`: every command in one place."""

import typer

from infra.console.commands import (
    backup,
    batches,
    cases,
    checking,
    clock,
    conformance,
    department,
    export,
    figures,
    incidents,
    kit,
    machine,
    profile,
    reports,
    rotate,
    settings,
)
from infra.console.commands.declare import CommandGroup

ZH = "联办 Lianban：看办件、处理异常、设置路由，供部门开发者联调，也在本机启动整个系统。"
EN = "See cases, repair trouble, set routes; try a department's code; start the whole system on this machine."


def application() -> typer.Typer:
    app = typer.Typer(
        cls=CommandGroup,
        help=f"{ZH}\n\n{EN}",
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
    )
    for room in (
        cases,
        incidents,
        batches,
        settings,
        figures,
        export,
        kit,
        conformance,
        reports,
        department,
        machine,
        clock,
        checking,
        backup,
        rotate,
        profile,
    ):
        room.register(app)
    return app
