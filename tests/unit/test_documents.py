"""Documents that somebody follows: what they name is there, and every decision can be found and undone."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
KINDS = (".py", ".toml", ".json", ".md")
FOLDERS = ("functions", "schemas", "infra", "tests", "docs")
# In backquotes, from a top folder of the repository to a file or a folder; `<name>` and `*` stand for many.
PATH = re.compile(r"`((?:functions|schemas|statemachine|infra|tests|docs)/[^`\s:{]+)")
CITED = re.compile(r"(?<![\w/.<-])([a-z][a-z_-]*\.md)\b")
FINDING = re.compile(r"^\| ([A-Z]+\d+) .+\|(.+)\|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[^`:]+)::(test_\w+)`")
DECISION = re.compile(r"^## (\d+) · (\d{4}-\d{2}-\d{2}) · (.+)$", re.MULTILINE)


def decisions() -> tuple[str, list[str]]:
    """The index and the decisions below it."""
    index, *told = re.split(
        r"^(?=## )", (ROOT / "docs" / "decisions.md").read_text("utf-8"), flags=re.MULTILINE
    )
    return index, told


def test_every_path_that_a_document_names_is_there() -> None:
    named = {
        (document.name, re.sub(r"<[^>]*>", "*", path).rstrip("/."))
        for document in DOCUMENTS
        for path in PATH.findall(document.read_text("utf-8"))
    }

    there = {path for path in {path for _, path in named} if any(ROOT.glob(path))}
    assert there
    assert [(document, path) for document, path in sorted(named) if path not in there] == []


def test_every_finding_has_its_own_name_and_tests_that_are_there() -> None:
    found = FINDING.findall((ROOT / "docs" / "found.md").read_text("utf-8"))
    tests = {name: TEST.findall(cell) for name, cell in found}

    absent = [
        (name, test)
        for name, named in tests.items()
        for file, test in named
        if f"def {test}(" not in (ROOT / file).read_text("utf-8")
    ]

    assert len(tests) == len(found) > 0
    assert [name for name, named in tests.items() if not named] == absent == []


def citing() -> Iterator[tuple[Path, str]]:
    """Sources and documents that name any document, with what they say."""
    for path in (path for folder in FOLDERS for kind in KINDS for path in (ROOT / folder).rglob(f"*{kind}")):
        if ".md" in (text := path.read_text("utf-8")):
            yield path, text


def test_nothing_cites_a_document_that_is_not_in_the_repository() -> None:
    there = {path.name for path in DOCUMENTS} | {"CHANGELOG.md"}

    cited = {(path.name, name) for path, text in citing() for name in CITED.findall(text)}

    assert {name for _, name in cited} & there
    assert not sorted((where, name) for where, name in cited if name not in there)


def test_every_decision_says_how_to_undo_it() -> None:
    _, told = decisions()

    assert told
    assert not [decision.split("\n", 1)[0] for decision in told if "\nUndo: " not in decision]


def test_every_decision_has_its_own_number_and_one_line_in_the_index() -> None:
    index, told = decisions()
    heads = [DECISION.match(decision) for decision in told]
    lines = [f"- {head[1]} · {head[3]}" for head in heads if head]

    assert [int(head[1]) for head in heads if head] == list(range(len(told), 0, -1))
    assert sorted(lines) == sorted(line for line in index.splitlines() if line.startswith("- "))
