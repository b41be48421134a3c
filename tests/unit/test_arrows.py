"""import-linter keeps the arrows between packages; app.py is a module, so its own arrows are kept here."""

import ast
import re
import tomllib
from dataclasses import fields
from pathlib import Path

from functions.ports.deps import Deps

ROOT = Path(__file__).parents[2]


def imported(path: Path, like: str = "") -> set[str]:
    """`like`: a module in which nothing is spelled so is not parsed, which takes a hundred times as long."""
    found: set[str] = set()
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)) if re.search(like, text) else ():
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_the_app_binds_routes_and_tasks_and_nothing_else() -> None:
    ours = {name for name in imported(ROOT / "app.py") if name.startswith(("functions", "schemas", "infra"))}

    assert ours
    assert all(
        name.startswith(("functions.api", "functions.handlers", "functions.lambda_names", "functions.pages"))
        for name in ours
    )


def test_nothing_that_ships_imports_the_app() -> None:
    shipped = [*(ROOT / "functions").rglob("*.py"), *(ROOT / "schemas").rglob("*.py")]

    assert not [
        path
        for path in shipped
        if "app" in {name.split(".")[0] for name in imported(path, r"(?m)^\s*(?:from|import) app\b")}
    ]


# Who is asking is found out before any use case runs.
ASKED_BY_ROUTES = {
    ("binder.py", "signatures"),
    ("binder.py", "tokens"),
}
IDLE = {
    "editions",
    "current_edition",
    "training",
    "calendar",
    "clock",
    "at_once",
    "in_line",
    "codes",
    "private_endpoints",
    "plain_http",
}


def _is_deps(node: ast.expr) -> bool:
    return "deps" in (getattr(node, "id", None), getattr(node, "attr", None))


PORTS = {one.name for one in fields(Deps)} - IDLE
# A module in which nothing is spelled so is not parsed.
_A_PORT = re.compile(rf"\bdeps[\s)]*\.\s*(?:{'|'.join(PORTS)})\b")


def ports_named(path: Path) -> set[str]:
    """The members of Deps that reach outside, by every `deps.x` and `….deps.x` of a module."""
    text = path.read_text(encoding="utf-8")
    nodes = ast.walk(ast.parse(text)) if _A_PORT.search(text) else ()
    return PORTS & {node.attr for node in nodes if isinstance(node, ast.Attribute) and _is_deps(node.value)}


def test_no_route_names_the_store_or_another_port() -> None:
    modules = (ROOT / "functions" / "api").rglob("*.py")

    assert {(path.name, port) for path in modules for port in ports_named(path)} == ASKED_BY_ROUTES


# Sessions and signing in are the pages' own; what a browser may send, and where to, is no question to a port.
ASKED_BY_PAGES = {"cookies", "sign_in", "tokens", "new_id", "materials"}


def test_no_page_names_the_store_or_another_port() -> None:
    modules = (ROOT / "functions" / "pages").rglob("*.py")
    named = {(str(path.relative_to(ROOT)), port) for path in modules for port in ports_named(path)}

    # Whether there are notices at all.
    assert {one for one in named if one[1] not in ASKED_BY_PAGES} == {
        ("functions/pages/intake/my.py", "notices")
    }


def test_no_test_package_imports_another() -> None:
    """What tests share stands in tests/support; a fixture is imported by path as well."""
    packages = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()} - {
        "support",
        "__pycache__",
    }
    crossing = {
        (str(path.relative_to(ROOT)), name)
        for package in packages
        for path in (ROOT / "tests" / package).rglob("*.py")
        for name in imported(path, rf"(?m)^\s*(?:from|import) tests\b(?!\.(?:support|{package})\b)")
        if name.startswith("tests.") and name.split(".")[1] not in {package, "support"}
    }

    assert not crossing


def test_what_tests_share_imports_no_test_package() -> None:
    paths = list((ROOT / "tests" / "support").rglob("*.py"))
    names = {name for path in paths for name in imported(path, r"\btests\b(?!\.support\b)")}

    assert len(paths) > 100
    assert {name for name in names if re.match(r"tests\b(?!\.support\b)", name)} == set()


def test_the_arrows_that_the_readme_shows_are_those_of_the_contract() -> None:
    shown = re.search(r"`(infra → [^`]*)`", (ROOT / "README.md").read_text("utf-8"))
    linted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    arrows = next(one for one in linted["contracts"] if one["name"] == "imports point one way")

    assert shown
    told = [set(layer.split(" | ")) for layer in " ".join(shown[1].split()).split(" → ")]
    assert told == [set(layer.replace("functions.", "").split(" | ")) for layer in arrows["layers"]]
