"""`python -m infra.console`: the command `lianban` (docs/command.md)."""

import sys
from collections.abc import Sequence

from functions.adapters.uncollected import uncollected
from functions.adapters.unwritten import write_when_called

# Of a program alone: whoever imports this has made classes already, and goes on making them.
if __name__ == "__main__":
    write_when_called()
with uncollected():
    from infra.console.commands.app import application


def main(words: Sequence[str] | None = None) -> int:
    try:
        application()(list(words) if words is not None else None, prog_name="lianban")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
