"""What somebody types, opens or looks for by a document is there, and is called so."""

import inspect
import re
from collections.abc import Iterator

import pytest

from functions.api.routes import ROUTES
from functions.pages.routes import PAGES
from infra.alarms import declared_alarms
from tests.support.command import COMMANDS
from tests.unit.test_documents import DOCUMENTS, ROOT

# What was decided and found is told of its day.
FOLLOWED = {
    document.name: document.read_text("utf-8")
    for document in DOCUMENTS
    if document.name not in ("decisions.md", "found.md", "performance.md")
}
ROUTE = re.compile(r"(GET|PUT|POST|PATCH|DELETE) (/v1/[\w/{}$-]*+)(?!…)")
CONSOLE = re.compile(r"`(/console[\w/{}-]*)")
COMMAND = re.compile(r"(?:^\$ |`|bin/)lianban ((?:[a-z][a-z-]*)(?: [a-z]+)?)([^`\n]*)", re.MULTILINE)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
TYPED_ANYWHERE = {"--help", "--install-completion"}
# Documents that lead through pages, whose labels they quote.
LEADING = (
    "appointments",
    "circulars",
    "guide",
    "numbers",
    "offices",
    "places",
    "runbook",
    "sign-in",
    "training",
)
QUOTED = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff、，：“”（）]*[\u4e00-\u9fff）]")
# No labels: words of the law, of other systems, and of the document itself.
OWN_WORDS = {
    "备案",
    "申办流水号",
    "镇、街道、园区",
    "五个工作日内的受理告知",
    "公安经办（演示）",
    "提交时将通过",
}


def _bare(path: str) -> str:
    return re.sub(r"\{[^}]*\}|\$\w+", "{}", path)


def test_every_route_that_a_document_names_is_there() -> None:
    there = {(route.method, _bare(route.path)) for route in ROUTES}
    named = {(name, method, path) for name, text in FOLLOWED.items() for method, path in ROUTE.findall(text)}

    assert len(named) > 50
    assert [one for one in sorted(named) if (one[1], _bare(one[2])) not in there] == []


def test_the_runbook_names_every_page_of_the_console_that_is_no_part_of_another() -> None:
    told = {_bare(path) for path in CONSOLE.findall(FOLLOWED["runbook.md"])}
    pages = {_bare(page.path) for page in PAGES if page.method == "GET" and page.path.startswith("/console")}
    lists = {path for path in pages if path.count("/") < 3 and "." not in path}

    assert lists
    assert sorted(lists - told) == sorted(told - pages) == []


def _typed() -> Iterator[tuple[str, str, str]]:
    """(document, command, its options), of those that are commands: others are names of units and folders."""
    groups = {name.split()[0] for name in COMMANDS if " " in name}
    for name, text in FOLLOWED.items():
        for words, rest in COMMAND.findall(text):
            first, _, second = words.partition(" ")
            command = words if first in groups and second else first
            yield name, command, rest


def _options(command: str) -> set[str]:
    parameters = inspect.signature(COMMANDS[command].callback).parameters.values()
    own = {f"--{one.name.replace('_', '-')}" for one in parameters}
    # Typer takes the first name that an option was given for its default.
    given = {str(one.annotation.__metadata__[0].default) for one in parameters}
    return own | given | TYPED_ANYWHERE


def test_every_command_that_a_document_types_is_there_with_its_options() -> None:
    typed = list(_typed())

    assert len(typed) > 50
    assert [one for one in typed if one[1] not in COMMANDS] == []
    assert [
        (name, command, option)
        for name, command, rest in typed
        for option in OPTION.findall(rest.split("#")[0])
        if option not in _options(command)
    ] == []


def test_every_command_stands_in_the_document_of_commands() -> None:
    told = set(re.findall(r"[a-z-]+", " ".join(re.findall(r"`([^`\n]+)`", FOLLOWED["command.md"]))))

    assert [name for name in COMMANDS if not set(name.split()) <= told] == []


def test_every_heading_that_a_document_refers_to_is_there() -> None:
    """As `docs/backup.md`, "Restore"; an alarm's own paragraph by its name."""
    runbook = FOLLOWED["runbook.md"]
    seen = set(re.findall(r"[Ss]ee:? (\w+_\w+)", runbook[runbook.index("## Alarms") :]))

    assert seen
    assert seen <= set(declared_alarms())


@pytest.mark.slow
def test_every_label_that_a_document_quotes_stands_in_the_program() -> None:
    sources = "".join(_sources())

    absent = {
        (name, quoted)
        for name in LEADING
        for quoted in QUOTED.findall(
            re.sub(r"```.*?```|^#.*$", "", FOLLOWED[f"{name}.md"], flags=re.DOTALL | re.MULTILINE)
        )
        if quoted not in sources and quoted not in OWN_WORDS
    }

    assert sorted(absent) == []


def _sources() -> Iterator[str]:
    for folder in ("functions", "schemas", "infra"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".html", ".toml", ".js"):
                yield path.read_text("utf-8")
