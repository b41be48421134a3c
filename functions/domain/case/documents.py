"""Documents that an office sends with an answer (附件): which the item holds. Pure."""

from collections.abc import Callable

from functions.domain.case.item import CaseItem, with_files
from functions.domain.case.parts import ItemDocument
from functions.domain.case.refusals import UnknownDocument
from functions.domain.values import replace
from schemas.case.answers import AttachedFile
from schemas.wire import Wire


def named_in(answer: Wire) -> tuple[AttachedFile, ...]:
    """Not every kind of answer can have some."""
    found: tuple[AttachedFile, ...] = getattr(answer, "documents", ())
    return found


def attached(item: CaseItem, answer: Wire, found: tuple[ItemDocument, ...]) -> CaseItem:
    """`found`: what is known of those that the answer names. What was sent once is not sent again. Raises UnknownDocument."""
    if {one.id for one in named_in(answer)} != {one.id for one in found}:
        raise UnknownDocument
    known = {one.id for one in item.files.documents}
    fresh = tuple(one for one in found if one.id not in known)
    return with_files(item, documents=(*item.files.documents, *fresh)) if fresh else item


def renamed(item: CaseItem, rewrite: Callable[[str], str]) -> CaseItem:
    """The item itself if it has no documents: their names are sealed at rest."""
    if not item.files.documents:
        return item
    return with_files(
        item, documents=tuple(replace(one, name=rewrite(one.name)) for one in item.files.documents)
    )
