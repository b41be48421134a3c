"""Who may speak to others at all: one place over sockets, whose every use has a deadline, and AWS's clients, made alike."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from inspect import Parameter, signature
from pathlib import Path
from typing import Any

from functions.adapters.aws import bounded
from functions.adapters.in_line import LAST_CALLS
from functions.adapters.outward.calls import Calls
from functions.adapters.outward.gateway import SECONDS
from functions.on_aws import BESIDE_SECONDS, LOOK_WITHIN
from infra.package.functions import declared

ROOT = Path(__file__).parents[2]
# What the server and the Lambdas run. Tools (sandbox, console, deploy, measurements) are programs of their own.
SERVING = (ROOT / "functions", ROOT / "infra" / "embedded")
SPEAKS = (
    "socket",
    "ssl",
    "http.client",
    "urllib.request",
    "urllib3",
    "requests",
    "httpx",
    "aiohttp",
    "ftplib",
)
AWS = ("boto3", "botocore.session")
OUTWARD = {
    "functions/adapters/outward/calls.py",
    "functions/adapters/outward/names.py",
    "functions/adapters/outward/wire.py",
}

# It takes connections, and makes none.
LISTENS = {"infra/embedded/web/http.py"}
MAKES_CONNECTIONS = {"create_connection", "open_connection", "connect_ex", "sock_connect"}


def modules(like: str) -> Iterator[tuple[str, ast.Module]]:
    """Those in which something is spelled so: to parse a module takes a hundred times as long as to search it."""
    for path in (path for folder in SERVING for path in folder.rglob("*.py")):
        text = path.read_text("utf-8")
        if re.search(like, text):
            yield path.relative_to(ROOT).as_posix(), ast.parse(text)


# A datagram to this machine's systemd, which waits for nobody.
TELLS = {"infra/embedded/supervision.py"}


@cache
def imports() -> Mapping[str, frozenset[str]]:
    """By module, of those that import any of what speaks."""
    tops = "|".join({name.split(".")[0] for name in (*SPEAKS, *AWS)})
    spelled = modules(rf"(?m)^\s*(?:from|import)\b.*\b(?:{tops})\b")
    return {path: frozenset(imported(tree)) for path, tree in spelled}


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def importing(names: tuple[str, ...]) -> set[str]:
    return {
        path
        for path, modules in imports().items()
        for module in modules
        if any(module == name or module.startswith(f"{name}.") for name in names)
    }


def test_only_one_place_speaks_over_the_network() -> None:
    assert importing(SPEAKS) == OUTWARD | LISTENS | TELLS


def test_whoever_listens_makes_no_connection() -> None:
    named = {
        (path, node.attr)
        for path, tree in modules("|".join(MAKES_CONNECTIONS))
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in MAKES_CONNECTIONS
    }

    assert named == set()


def test_every_call_has_a_deadline_and_a_bound_that_somebody_chose() -> None:
    given = signature(Calls).parameters

    assert all(given[name].default is Parameter.empty for name in ("seconds", "connect_seconds", "most_body"))


def test_only_one_place_makes_clients_of_aws_and_all_in_one_way() -> None:
    [made] = calls("functions/adapters/aws.py", ".create_client")
    asked = calls("functions/on_aws.py", "client")

    assert importing(AWS) == {"functions/adapters/aws.py"}
    assert [ast.unparse(keyword) for keyword in made.keywords] == ["config=config"]
    assert len(asked) >= 4
    for call in asked:
        _service, config = map(ast.unparse, call.args)
        assert config.split(".")[0] == "config"


def calls(path: str, name: str) -> list[ast.Call]:
    """Of what is called so, or ends so."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [
        node
        for node in found
        if (called := ast.unparse(node.func)) == name or (name[0] == "." and called.endswith(name))
    ]


def test_a_client_of_aws_gives_up() -> None:
    config: Any = bounded(4)

    assert (config.connect_timeout, config.read_timeout) == (2, 8)
    assert config.retries == {"mode": "standard", "total_max_attempts": 3}


def test_what_a_sweep_puts_in_line_ends_before_its_lambda_does() -> None:
    timeouts = [declared()[name]["timeout"] for name in ("sweep", "run_ended")]

    assert BESIDE_SECONDS + SECONDS < BESIDE_SECONDS + LAST_CALLS < min(timeouts)
    assert LOOK_WITHIN.total_seconds() <= BESIDE_SECONDS
