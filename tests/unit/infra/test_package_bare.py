"""Modules of the package without words: they do what they did, and a dataclass asks nobody for its signature."""

import marshal
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType
from typing import Any

from infra.package.bare import compile_bare

MODULE = '''"""Words."""
import dataclasses
from dataclasses import dataclass

@dataclass(frozen=True)
class Said:
    word: str

@dataclasses.dataclass
class Told:
    """Words."""

class Plain:
    """Words."""

def answer() -> str:
    """Words."""
    assert False
    return "yes"

def nothing() -> None:
    """Words."""

async def later() -> None:
    """Words."""

within = []
for each in ("body", "raised", "matched"):
    try:
        if each == "raised":
            raise ValueError
        match each:
            case "matched":
                def deep() -> None:
                    """Words."""
            case _:
                while True:
                    break
                with open("/dev/null"):
                    def deep() -> None:
                        """Words."""
    except ValueError:
        def deep() -> None:
            """Words."""
    finally:
        class Last:
            """Words."""
            def method(self) -> None:
                """Words."""
        within += [deep, Last, Last.method]
else:
    def deep() -> None:
        """Words."""
    within.append(deep)
'''


def bare(tmp_path: Path) -> dict[str, Any]:
    source = tmp_path / "module.py"
    source.write_text(MODULE, "utf-8")
    compile_bare(source, shown="/var/task/module.py")
    code: CodeType = marshal.loads(Path(cache_from_source(str(source), optimization=2)).read_bytes()[16:])
    assert code.co_filename == "/var/task/module.py"
    names: dict[str, Any] = {"__name__": "module"}
    exec(code, names)
    return names


def test_no_docstring_and_no_assertion_is_left(tmp_path: Path) -> None:
    names = bare(tmp_path)

    assert "__doc__" not in names or names["__doc__"] is None
    assert [names[name].__doc__ for name in ("Plain", "answer", "nothing", "later")] == [None] * 4
    assert names["answer"]() == "yes"
    assert names["nothing"]() is None


def test_nor_is_any_left_of_what_stands_within_other_statements(tmp_path: Path) -> None:
    names = bare(tmp_path)

    assert [one.__doc__ for one in names["within"]] == [None] * 10


def test_a_dataclass_makes_itself_no_docstring_of_its_signature(tmp_path: Path) -> None:
    names = bare(tmp_path)

    assert names["Said"]("yes") == names["Said"](word="yes")
    assert (names["Said"].__doc__, names["Told"].__doc__) == (" ", " ")
