"""An edition of the catalogue: dated, immutable; a case keeps the one it began with."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

from schemas.catalogue.ceilings import beyond
from schemas.catalogue.figures import Figure, Rule, Source
from schemas.catalogue.item import Item, ItemKind
from schemas.catalogue.place_figures import StandingFigure
from schemas.catalogue.prefill import Prefill
from schemas.catalogue.questions import Question, question_faults
from schemas.form.application import Application
from schemas.form.paths import leaf_paths
from schemas.form.required import Needed, NeededWhen
from schemas.regions import Regions, load_regions
from schemas.wire import Wire, faults_text

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

CURRENT = "2026-11"
SOURCES_FILE = "sources.toml"
_QUESTIONS = "questions.toml"
PREFILL = "prefill.toml"
_PLACES = "places.toml"
_EDITIONS = Path(__file__).parent / "editions"

_Model = TypeVar("_Model", bound=BaseModel)


class CatalogueError(Exception):
    """A catalogue that cannot be used, by file and field: a fault of the release, not of a request."""


class Edition(Wire):
    """`items` are the applicant's, by number; `service_check` (入伍信息核查) stands before them all.

    `figures`: those that the place of this edition has set, as `overlay.py` does; `published`: those that came with it, of
    whatever place.
    """

    name: str
    items: tuple[Item, ...]
    service_check: Item
    sources: dict[str, Source]
    regions: Regions
    questions: tuple[Question, ...] = ()
    prefill: Prefill = Field(default_factory=Prefill)
    figures: tuple[StandingFigure, ...] = ()
    published: tuple[StandingFigure, ...] = ()

    def item(self, code: str) -> Item:
        """The item or the service check; KeyError for a code that the edition does not have."""
        for item in (*self.items, self.service_check):
            if item.code == code:
                return item
        raise KeyError(code)

    def required(self, codes: Iterable[str]) -> tuple[Needed, ...]:
        """Paths that these items require, each once; a code that the edition does not have requires nothing."""
        chosen = [self.item(code) for code in codes if self.has(code)]
        always: list[Needed] = [path for item in chosen for path in item.requires]
        in_some = [needed for item in chosen for needed in _needed_when(item)]
        return tuple(dict.fromkeys((*always, *in_some)))

    def has(self, code: str) -> bool:
        """Whether an applicant may apply for it: the service check is not applied for."""
        return any(item.code == code for item in self.items)


def _needed_when(item: Item) -> Iterator[Needed]:
    for one in item.requires_when:
        when = tuple((condition.field, condition.one_of) for condition in one.when)
        yield from (NeededWhen(path, when) for path in one.fields)


def shipped() -> tuple[str, ...]:
    """The names of the editions that this release holds."""
    return tuple(sorted(entry.name for entry in _EDITIONS.iterdir() if entry.is_dir()))


@cache
def followed_codes() -> frozenset[str]:
    """Items behind which others stand, in any edition."""
    return frozenset(code for name in shipped() for item in load_edition(name).items for code in item.after)


@cache
def load_edition(name: str) -> Edition:
    """The edition shipped under that name, or as it stands at a place by what was shipped with it; read once. KeyError for
    a name that is not shipped.
    """
    if name in shipped():
        return read_edition(_EDITIONS / name, name=name)
    from schemas.catalogue.overlay import base_of, published_editions

    if base_of(name) not in shipped():
        raise KeyError(name)
    return published_editions(load_edition(base_of(name)))[name]


def read_edition(folder: "Traversable", *, name: str) -> Edition:
    """Read every TOML file of a folder: one item each, and those of all: sources, questions, prefill, places."""
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda f: f.name)
    documents = {file.name: document_in(file) for file in files}
    sources = _sources(documents.pop(SOURCES_FILE, {}))
    questions = _questions(documents.pop(_QUESTIONS, {}))
    prefill = _prefill(documents.pop(PREFILL, {}))
    published = parsed_in(_Published, documents.pop(_PLACES, {}), _PLACES).figures
    read = {file: parsed_in(Item, document, file) for file, document in documents.items()}
    for file, item in read.items():
        _check(item, file, sources)
        _check_checks(item, file, prefill)
    items = tuple(
        sorted((i for i in read.values() if i.kind is not ItemKind.PRECHECK), key=lambda i: i.number)
    )
    checks = [item for item in read.values() if item.kind is ItemKind.PRECHECK]
    _check_order(items)
    if len(checks) != 1:
        raise CatalogueError(f"{name}: 应有且只有一个前置核查（kind = precheck）")
    return Edition(
        name=name,
        items=items,
        service_check=checks[0],
        sources=sources,
        regions=load_regions(),
        questions=questions,
        prefill=prefill,
        published=published,
    )


def document_in(file: "Traversable") -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{file.name}: {error}") from error


def parsed_in(model: type[_Model], document: Mapping[str, Any], file: str) -> _Model:
    try:
        return model.model_validate_json(json.dumps(document, default=str))
    except ValidationError as error:
        raise CatalogueError(f"{file}: {faults_text(error)}") from error


def _sources(document: Mapping[str, Any]) -> dict[str, Source]:
    return {key: parsed_in(Source, entry, f"{SOURCES_FILE} {key}") for key, entry in document.items()}


class _Published(Wire):
    figures: tuple[StandingFigure, ...] = ()


class _Questions(Wire):
    questions: tuple[Question, ...] = ()


def _questions(document: Mapping[str, Any]) -> tuple[Question, ...]:
    questions = parsed_in(_Questions, document, _QUESTIONS).questions
    if wrong := question_faults(questions, set(leaf_paths(Application))):
        raise CatalogueError(f"{_QUESTIONS}: {'; '.join(wrong)}")
    return questions


def _prefill(document: Mapping[str, Any]) -> Prefill:
    prefill = parsed_in(Prefill, document, PREFILL)
    unknown = {field.path for field in prefill.fields} - set(leaf_paths(Application))
    if unknown:
        raise CatalogueError(f"{PREFILL}: 表单没有字段 {'、'.join(sorted(unknown))}")
    return prefill


def _check(item: Item, file: str, sources: Mapping[str, Source]) -> None:
    if file != f"{item.code}.toml":
        raise CatalogueError(f"{file}: code: 文件名应为事项代码 {item.code}")
    paths = set(leaf_paths(Application))
    counted_from = (term.counted_from for term in item.deadlines if term.counted_from)
    read = (condition.field for rule in _rules(item) for condition in (rule, *rule.when))
    waits = (condition.field for conditions in item.after_when.values() for condition in conditions)
    needs = (condition.field for one in item.requires_when for condition in one.when)
    for path in (*item.asked_fields, *read, *waits, *counted_from, *needs):
        if path not in paths:
            raise CatalogueError(f"{file}: 表单没有字段 {path}")
    if unseen := beyond(item.department, item.fields):
        raise CatalogueError(f"{file}: fields: 本部门不得查看 {'、'.join(unseen)}")
    for key in _source_keys(item):
        if key not in sources:
            raise CatalogueError(f"{file}: source: {SOURCES_FILE} 没有 {key}")


def _check_checks(item: Item, file: str, prefill: Prefill) -> None:
    """A paper is shown by one source, which may be asked without a consent of its own."""
    for material in item.materials:
        fields = [prefill.field(path) for path in material.checked_by]
        found = [field for field in fields if field is not None and field.consent is None]
        if len(found) < len(fields) or len({field.source for field in found}) > 1:
            raise CatalogueError(
                f"{file}: {material.code}: checked_by 应为 {PREFILL} 中同一来源、不需同意的字段"
            )


def _rules(item: Item) -> Iterable[Rule]:
    yield from item.applies_when
    for part in item.parts:
        yield from part.applies_when
    yield from chain.from_iterable(situational_rules(item))


def situational_rules(item: Item) -> Iterator[tuple[Rule, ...]]:
    """The rules of each detail that is not for everybody; none: it is for all."""
    yield from (material.when for material in item.materials)
    yield from (limit.when for limit in item.time_limits)
    yield from (term.when for term in item.deadlines)
    yield from (case.when for case in item.fee.cases)
    yield from (situation.when for situation in item.situations)


def _source_keys(item: Item) -> set[str]:
    figures: tuple[Figure, ...] = (
        *(*item.time_limits, *item.fee.cases, item.visits, item.extension),
        *item.deadlines,
    )
    cited = {figure.source for figure in figures if figure.source is not None}
    cited |= {basis.source for basis in item.legal_basis} | set(item.bound_by)
    cited |= {example.source for example in item.examples}
    cited |= {material.basis for material in item.materials if material.basis is not None}
    cited |= {item.unchecked.source} if item.unchecked is not None else set()
    cited |= {item.result.basis} if item.result.basis is not None else set()
    cited |= {item.again.source} if item.again is not None and item.again.source is not None else set()
    return cited | {situation.source for situation in item.situations}


def _check_order(items: tuple[Item, ...]) -> None:
    if [item.number for item in items] != list(range(1, len(items) + 1)):
        raise CatalogueError("number: 事项编号应从 1 起连续且不重复")
    codes = {item.code for item in items}
    for item in items:
        named = {*item.after, *(m.item for m in item.materials if m.item is not None)}
        if named - codes:
            raise CatalogueError(f"{item.code}.toml: 没有事项 {'、'.join(sorted(named - codes))}")
    try:
        TopologicalSorter({item.code: item.after for item in items}).prepare()
    except CycleError as error:
        raise CatalogueError(f"after: 前置关系成环：{' -> '.join(error.args[1])}") from error
