"""`python -m infra.console.install`: writes the command `lianban` beside the interpreter that runs this."""

import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
SCRIPT = """#!{python}
import sys

sys.path.insert(0, {root!r})

from functions.adapters.unwritten import write_when_called

write_when_called()
from infra.console.__main__ import main

sys.exit(main())
"""


def write_command(python: Path, root: Path) -> Path:
    path = python.with_name("lianban")
    path.write_text(SCRIPT.format(python=python, root=str(root)), "utf-8")
    path.chmod(0o755)
    return path


if __name__ == "__main__":
    write_command(Path(sys.executable), CHECKOUT)
