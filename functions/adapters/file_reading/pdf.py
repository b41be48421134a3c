"""PDF (ISO 32000), read by pypdf: opened without a password, whole to its end, every page there, something on one of them.

Runs in a process of its own (child.py): whatever a file does to the reader, it does not do to us.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from functions.domain.intake.file_faults import MOST_PAGES, MOST_PIXELS, FileFault

# Where a reader looks for the end; some writers pad after it.
_TAIL = 4096
# An operator that leaves something on the page: text, a line, a filling, a picture.
_PAINTS = re.compile(rb"(?:^|[\s\]>)])(?:Do|Tj|TJ|'|\"|f\*?|F|B\*?|b\*?|S|s|sh|EI)(?=[\s/<(\[]|$)")


def fault_of_pdf(whole: bytes) -> FileFault | None:
    from pypdf import PdfReader
    from pypdf.errors import LimitReachedError

    if not _ends(whole):
        return FileFault.BROKEN
    try:
        reader = PdfReader(BytesIO(whole), strict=False)
        # Many are locked against printing or copying only: those open with no password.
        if reader.is_encrypted and not reader.decrypt(""):
            return FileFault.ENCRYPTED
        return _of_pages(list(reader.pages))
    except (LimitReachedError, RecursionError, MemoryError):
        return FileFault.TOO_COMPLEX


def _ends(whole: bytes) -> bool:
    tail = whole.rstrip(b"\0\r\n\t ")[-_TAIL:]
    return b"startxref" in tail and b"%%EOF" in tail


def _of_pages(pages: list[Any]) -> FileFault | None:
    if not pages:
        return FileFault.BLANK
    if len(pages) > MOST_PAGES:
        return FileFault.TOO_COMPLEX
    if any(_pixels(page) > MOST_PIXELS for page in pages):
        return FileFault.PICTURE_TOO_LARGE
    contents = [list(_streams(page)) for page in pages]
    if any(stream is None for streams in contents for stream in streams):
        return FileFault.BROKEN
    shown = any(
        _is_marked(page) or any(_PAINTS.search(one.get_data()) for one in streams)
        for page, streams in zip(pages, contents, strict=True)
    )
    return None if shown else FileFault.BLANK


def _streams(page: Any) -> Iterator[Any]:
    """None for one that the page names and the file does not have."""
    from pypdf.generic import ArrayObject, StreamObject

    if "/Contents" not in page:
        return
    found = page["/Contents"]
    for each in found if isinstance(found, ArrayObject) else [found]:
        one = each.get_object() if each is not None else None
        yield one if isinstance(one, StreamObject) else None


def _is_marked(page: Any) -> bool:
    """With a filled field, a stamp or a signature that is seen."""
    return any("/AP" in _dictionary(each) for each in _list(page.get("/Annots")))


def _list(found: Any) -> Any:
    one = found.get_object() if found is not None else None
    return one if isinstance(one, list) else ()


def _pixels(page: Any) -> int:
    """Of the largest picture that the page itself names."""
    named = _dictionary(_dictionary(page.get("/Resources")).get("/XObject"))
    found = (_dictionary(each) for each in named.values())
    return max((int(one.get("/Width") or 0) * int(one.get("/Height") or 0) for one in found), default=0)


def _dictionary(found: Any) -> Any:
    """What it leads to; an empty one if that is none."""
    one = found.get_object() if found is not None else None
    return one if isinstance(one, dict) else {}
