"""Where on its pages a draft's finding is put right, and how it is told there."""

from functions.domain.errors import FieldProblem
from functions.pages.fields import Wrong
from functions.pages.intake.leaves import Leaf, leaves, sections
from functions.pages.intake.seen import SeenDraft
from functions.shapes.words import item_name
from schemas.catalogue.prefill import SourceCode

BACK = "back=check"


def found_wrong(problems: tuple[FieldProblem, ...], seen: SeenDraft) -> tuple[Wrong, ...]:
    """Each pointer once, in the order of the form, each told by the name of its field and led to it."""
    by_pointer = {one.pointer: one.detail for one in reversed(problems)}
    known = _leaves(seen)
    order = sorted(by_pointer, key=lambda where: _order(where, seen, tuple(known)))
    return tuple(
        Wrong(_told(where, by_pointer[where], known, seen), place_on_page(where, seen)) for where in order
    )


def _order(pointer: str, seen: SeenDraft, known: tuple[str, ...]) -> tuple[int, int]:
    """The items, then the sections and their fields, then everything else."""
    path = pointer.removeprefix("/").replace("/", ".")
    section = path.partition(".")[0]
    names = ["items", *sections(seen.view.form_schema)]
    place = names.index(section) if section in names else len(names)
    return place, known.index(path) if path in known else 0


def place_on_page(pointer: str, seen: SeenDraft, *, wrong: bool = True) -> str:
    """`pointer`: as a submission tells it (schemas/intake/views.DraftView). `wrong`: what is missing is told there, too."""
    first, *rest = pointer.removeprefix("/").split("/")
    if first == "items":
        return f"{seen.address}/items?{BACK}"
    if first == "materials":
        return f"{seen.address}/materials?{BACK}#{'-'.join(rest)}"
    path = ".".join((first, *rest))
    if is_locked(path, seen):
        return f"{seen.address}/corrections/{path}?{BACK}"
    if first not in sections(seen.view.form_schema):
        return seen.address
    told, at = "&wrong=1" if wrong else "", f"#{path.replace('.', '-')}" if rest else ""
    return f"{seen.address}/sections/{first}?{BACK}{told}{at}"


def is_locked(path: str, seen: SeenDraft) -> bool:
    """And may be corrected."""
    source = seen.view.sources.get(path)
    return source is not None and source.locked and source.source is not SourceCode.IDENTITY


def _leaves(seen: SeenDraft) -> dict[str, Leaf]:
    whole = sections(seen.view.form_schema)
    return {leaf.path: leaf for name, one in whole.items() for leaf in leaves(one, name)}


def _told(pointer: str, detail: str, known: dict[str, Leaf], seen: SeenDraft) -> str:
    """What names its own field is told as it is."""
    path = pointer.removeprefix("/").replace("/", ".")
    section = path.partition(".")[0]
    whole = sections(seen.view.form_schema)
    if path in known:
        return f"{whole[section]['title']}——{known[path].title}：{detail}"
    if section in whole:
        return f"{whole[section]['title']}：{detail}"
    if section in {one.code for one in seen.edition.items}:
        return f"{item_name(seen.edition, section)}：{detail}"
    return detail
