"""OFD (GB/T 33190): a zip that is whole, with a document in it that has pages."""

import re
import zlib
from io import BytesIO
from posixpath import normpath
from zipfile import BadZipFile, ZipFile, ZipInfo

from functions.domain.intake.file_faults import MOST_PAGES, FileFault

MOST_ENTRIES = 10_000
MOST_UNPACKED = 300_000_000
_AT_ONCE = 65536
_MOST_XML = 4_000_000
_ENCRYPTED = 1
_ROOT = re.compile(rb"<(?:\w+:)?DocRoot\s*>\s*([^<]+?)\s*<")
_PAGE = re.compile(rb"<(?:\w+:)?Page\s[^>]*BaseLoc\s*=")
# GM/T 0099: the list of what is encrypted lies beside OFD.xml.
_LIST_OF_ENCRYPTED = re.compile(r"(^|/)encryptions?\.xml$", re.IGNORECASE)


def fault_of_ofd(whole: bytes) -> FileFault | None:
    try:
        with ZipFile(BytesIO(whole)) as opened:
            entries = opened.infolist()
            return _of_entries(entries) or _of_contents(opened, entries) or _of_document(opened)
    except (BadZipFile, KeyError, NotImplementedError, EOFError, ValueError, zlib.error):
        return FileFault.BROKEN


def _of_entries(entries: list[ZipInfo]) -> FileFault | None:
    if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > MOST_UNPACKED:
        return FileFault.TOO_COMPLEX
    is_closed = any(one.flag_bits & _ENCRYPTED or _LIST_OF_ENCRYPTED.search(one.filename) for one in entries)
    return FileFault.ENCRYPTED if is_closed else None


def _of_contents(opened: ZipFile, entries: list[ZipInfo]) -> FileFault | None:
    """Reading an entry to its end is what compares its checksum."""
    for one in entries:
        with opened.open(one) as content:
            while content.read(_AT_ONCE):
                pass
    return None


def _of_document(opened: ZipFile) -> FileFault | None:
    root = _ROOT.search(_text(opened, "OFD.xml"))
    if root is None:
        return FileFault.BROKEN
    document = _text(opened, normpath(root[1].decode("utf-8").lstrip("/")))
    pages = len(_PAGE.findall(document))
    if pages > MOST_PAGES:
        return FileFault.TOO_COMPLEX
    return None if pages else FileFault.BLANK


def _text(opened: ZipFile, name: str) -> bytes:
    with opened.open(name) as content:
        return content.read(_MOST_XML)
