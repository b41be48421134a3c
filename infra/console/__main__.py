"""`python -m infra.console`: the command `lianban` (docs/command.md)."""

import sys
from collections.abc import Sequence

from infra.console.commands.app import application


def main(words: Sequence[str] | None = None) -> int:
    try:
        application()(list(words) if words is not None else None, prog_name="lianban")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
