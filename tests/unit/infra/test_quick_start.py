"""What is started anew again and again, by people and by their other programs, starts quickly: what it imports, its methods
are written when they are called, and nobody looks for garbage meanwhile.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from infra.console.install import SCRIPT
from tests.support.each import each

ROOT = Path(__file__).parents[3]
PROGRAMS = ("infra/embedded/__main__.py", "infra/sandbox/__main__.py", "infra/console/__main__.py")
FIRST = {"functions.adapters.uncollected", "functions.adapters.unwritten"}
WRITE = ast.dump(ast.parse("write_when_called()").body[0])


def _imported(block: list[ast.stmt]) -> Iterator[str]:
    """Of what is not Python's own."""
    for one in block:
        if isinstance(one, ast.ImportFrom | ast.Import):
            names = [one.module or ""] if isinstance(one, ast.ImportFrom) else [n.name for n in one.names]
            yield from (name for name in names if name.partition(".")[0] not in sys.stdlib_module_names)


@each("program", PROGRAMS)
def test_a_program_writes_methods_late_before_it_imports_anything_and_rests_its_collector(
    program: str,
) -> None:
    body = ast.parse((ROOT / program).read_text("utf-8")).body
    (late,) = (at for at, one in enumerate(body) if WRITE in map(ast.dump, getattr(one, "body", [])))
    rests = body[late + 1]

    assert set(_imported(body[:late])) == FIRST
    assert isinstance(rests, ast.With)
    assert ast.unparse(rests.items[0]) == "uncollected()"
    assert list(_imported(rests.body))
    assert list(_imported(body[late + 2 :])) == []


def test_the_command_does_so_too() -> None:
    body = ast.parse(SCRIPT.format(python="python", root="/opt")).body
    late = [ast.dump(one) for one in body].index(WRITE)

    assert set(_imported(body[:late])) <= FIRST
    assert list(_imported(body[late:])) == ["infra.console.__main__"]
