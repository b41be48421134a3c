import ast
from collections.abc import Iterator
from pathlib import Path

from functions.usecases import record_kinds
from functions.usecases.record_kinds import RECORDS

USECASES = Path(record_kinds.__file__).parent
KINDS = {
    name: value for name, value in vars(record_kinds).items() if name.isupper() and isinstance(value, str)
}
TOUCHING = {"Record": 0, "record": 0, "records": 0, "change_record": 1, "every_record": 1}


def calls() -> Iterator[tuple[str, ast.Call, ast.expr]]:
    """Every call of a use case that names a kind: where, the call, the kind."""
    for path in sorted(USECASES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in TOUCHING and len(node.args) > TOUCHING[name]:
                    yield f"{path.name}:{node.lineno}", node, node.args[TOUCHING[name]]


def names_of(kind: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(kind) if isinstance(node, ast.Name) and node.id in KINDS}


def test_every_kind_has_its_line_and_no_two_share_a_name() -> None:
    assert sorted(KINDS.values()) == sorted(RECORDS)


def test_every_kind_is_used() -> None:
    used = {
        node.id
        for path in USECASES.rglob("*.py")
        if path.name != "record_kinds.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Name)
    }

    assert set(KINDS) - used == set()


def test_no_use_case_spells_a_kind_out() -> None:
    assert [where for where, _, kind in calls() if isinstance(kind, ast.Constant)] == []


def test_a_record_is_sealed_and_ends_as_its_kind_says() -> None:
    wrong = []
    # What is deleted is named by kind, key and version alone.
    for where, call, kind in calls():
        if not isinstance(call.func, ast.Name) or call.func.id == "every_record":
            continue
        given = {keyword.arg for keyword in call.keywords}
        if len(call.args) == 4 and not given and ast.unparse(call.args[2]) == "{}":
            continue
        for name in names_of(kind):
            line = RECORDS[KINDS[name]]
            if ("sealed" in given, "expires_at" in given) != (line.sealed, line.expires):
                wrong.append((where, name))

    assert wrong == []
