"""A person's file in a browser: a picture is seen on the page, a PDF opens, anything else is saved; nothing of it runs.

An answer of ours carries what a Lambda's can; a larger file is fetched at a signed address of its store, which saves it.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Protocol

from functions.domain.errors import MaterialsUnavailable, StaleWrite
from functions.domain.intake.files import MOST_BYTES
from functions.domain.intake.refusals import MaterialNotFound
from functions.domain.refusals import Refusal
from functions.pages.answering import POLICY
from functions.pages.page import OF_FIELDS, Answer, Handed, Sent
from functions.ports.deps import Deps

ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "application/ofd": "ofd"}
# What an operator or a department takes away packed.
ZIP = "application/zip"
PICTURES = frozenset({"image/jpeg", "image/png"})
OPENED = PICTURES | {"application/pdf"}
# What goes wrong with a file, or with what it is for, is told on the page that it came to.
TOLD = (Refusal, MaterialsUnavailable, StaleWrite)
# Twice what is taken: whoever sends too much is told so by the page, where a server would hang up on them.
OF_A_FILE = 2 * MOST_BYTES + OF_FIELDS
# A document of its own without our origin, where nothing runs and nothing is loaded. A browser shows no PDF in a sandbox;
# as a PDF, and as nothing else (nosniff), it is read by the browser's own reader, apart from our pages.
_SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
FOR = timedelta(minutes=5)


class _Kept(Protocol):
    """`media_type` was told by its content when it came."""

    @property
    def id(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def size(self) -> int: ...


def is_picture(media_type: str | None) -> bool:
    return media_type in PICTURES


def opened_file(file: _Kept, deps: Deps) -> Answer:
    """For whoever may see it. Raises MaterialNotFound, MaterialsUnavailable."""
    if file.size > deps.materials.most_taken:
        until = (deps.clock() + FOR).replace(microsecond=0)
        return Sent(deps.materials.link(file.id, media_type=file.media_type, until=until))
    whole = deps.materials.read(file.id)
    if whole is None:
        raise MaterialNotFound
    return Handed(whole, file.media_type, _headers(file))


def _headers(file: _Kept) -> dict[str, str]:
    """Saved under its id: its own name may tell of a person."""
    how = "inline" if file.media_type in OPENED else "attachment"
    name = f"{file.id}.{ENDINGS.get(file.media_type, 'bin')}"
    told = {
        "Content-Disposition": f'{how}; filename="{name}"',
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return {**told, "Content-Security-Policy": _SANDBOX} if is_picture(file.media_type) else told


def seeing(files: Iterable[_Kept], deps: Deps) -> dict[str, str]:
    """The policy of a page that shows pictures: where one of them is too large for us, it may come from its store."""
    large = any(is_picture(one.media_type) and one.size > deps.materials.most_taken for one in files)
    return {"Content-Security-Policy": with_store(POLICY, "img-src 'self'", deps)} if large else {}


def with_store(policy: str, rule: str, deps: Deps) -> str:
    return policy.replace(rule, f"{rule} {deps.materials.origin}")
