"""What was typed wrongly, told in Chinese; Typer tells it in English after it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from typer._click.exceptions import (
    BadParameter,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)


@contextmanager
def misuse_told() -> Iterator[None]:
    """Whoever types no more than a group's name is shown its help, which is no error to tell of."""
    try:
        yield
    except NoArgsIsHelpError:
        raise
    except UsageError as error:
        usage = f"用法见 {error.ctx.command_path} --help。" if error.ctx else ""
        sys.stderr.write(f"{_wrong(error)}。{usage}\n")
        raise


def _wrong(error: UsageError) -> str:
    match error:
        case MissingParameter(param=param) if param:
            return f"没有写 {param.get_error_hint()}"
        case BadParameter(param=param) if param:
            return f"{param.get_error_hint()} 的取值不能用"
        case NoSuchOption():
            return f"没有 {error.option_name} 这个选项"
        case _:
            return "命令或者参数写得不对"
