"""What was typed wrongly, told in Chinese; Typer tells it in English after it."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from typer._click.exceptions import (
    BadParameter,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)


class NoText(UsageError):
    """A terminal of another encoding, most often GBK, sent what is no UTF-8."""

    def __init__(self, ctx: Any) -> None:
        super().__init__("An argument is no UTF-8: set the terminal's encoding to UTF-8.", ctx)


def check_text(words: Iterable[str], ctx: Any) -> None:
    """Raises NoText. What cannot be read as text is kept by Python as halves of characters, which nobody can be sent."""
    if any("\ud800" <= letter <= "\udfff" for word in words for letter in word):
        raise NoText(ctx)


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
        case NoText():
            return "参数不是 UTF-8 文字，请把终端的编码改成 UTF-8 后再输入"
        case NoSuchOption():
            return f"没有 {error.option_name} 这个选项"
        case _:
            return "命令或者参数写得不对"
