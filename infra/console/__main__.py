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
    typed = list(sys.argv[1:] if words is None else words)
    try:
        application(typed)(typed, prog_name="lianban")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
