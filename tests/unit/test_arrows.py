"""import-linter keeps the arrows between packages; app.py is a module, so its own arrows are kept here."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_the_app_binds_routes_and_tasks_and_nothing_else() -> None:
    ours = {name for name in imported(ROOT / "app.py") if name.startswith(("functions", "schemas", "infra"))}

    assert ours
    assert all(name.startswith(("functions.api", "functions.handlers")) for name in ours)


def test_nothing_that_ships_imports_the_app() -> None:
    shipped = [*(ROOT / "functions").rglob("*.py"), *(ROOT / "schemas").rglob("*.py")]

    assert not [path for path in shipped if "app" in {name.split(".")[0] for name in imported(path)}]
