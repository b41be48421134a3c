"""Files that applicants upload: how large, of which type, told by their content and not by their name. Pure."""

import re
from dataclasses import dataclass

from functions.domain.intake.file_refusals import (
    MaterialDiffers,
    MaterialEmpty,
    MaterialNotArrived,
    MaterialTooLarge,
    MaterialWrongType,
)

# 10 MB as the person's own computer counts them (Windows: 1 MB is 1,048,576 bytes).
MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
# How much of a file's beginning and end is looked at to tell its type.
PROBE_BYTES = 4096
PDF = "application/pdf"
OFD = "application/ofd"
_SIGNATURES: dict[str, bytes] = {
    PDF: b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    # A zip (GB/T 33190) that holds OFD.xml, which its last part, the list of entries, names.
    OFD: b"PK\x03\x04",
}
MEDIA_TYPES = tuple(_SIGNATURES)
# What browsers and scanners call them, too.
_OTHER_NAMES = {
    "application/x-pdf": PDF,
    "application/x-ofd": OFD,
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
}
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file as it was announced: what arrives must be exactly this. `sha256` in hexadecimal."""

    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it arrived: `head` and `tail` are its first and last PROBE_BYTES."""

    size: int
    sha256: str
    head: bytes
    tail: bytes


def check_announced(file: FileFacts) -> None:
    """Raises MaterialTooLarge, MaterialEmpty, MaterialWrongType, MaterialDiffers (no checksum)."""
    if file.size > MOST_BYTES:
        raise too_large(file.size)
    if file.size <= 0:
        raise MaterialEmpty
    if file.media_type not in _SIGNATURES:
        raise MaterialWrongType
    if not _SHA256.fullmatch(file.sha256):
        raise MaterialDiffers


def check_arrived(announced: FileFacts, arrived: StoredFile | None) -> None:
    """Raises MaterialNotArrived, MaterialEmpty, MaterialTooLarge, MaterialDiffers, MaterialWrongType."""
    if arrived is None:
        raise MaterialNotArrived
    if not arrived.size:
        raise MaterialEmpty
    if arrived.size > MOST_BYTES:
        raise too_large(arrived.size)
    if not is_of_type(announced.media_type, arrived.head, arrived.tail):
        raise MaterialWrongType
    if (arrived.size, arrived.sha256) != (announced.size, announced.sha256):
        raise MaterialDiffers


def too_large(size: int) -> MaterialTooLarge:
    limit = f"{size_text(MOST_BYTES)}（{MOST_BYTES:,} 字节）"
    return MaterialTooLarge(
        f"每个材料文件不超过 {limit}，这个文件是 {size_text(size)}（{size:,} 字节），请压缩或者分开后重新上传。"
    )


def too_large_for_form(size: int, most: int) -> MaterialTooLarge:
    if most >= MOST_BYTES:
        return too_large(size)
    return MaterialTooLarge(
        f"浏览器没有运行脚本时，每个文件不超过 {size_text(most)}，这个文件是 {size_text(size)}。"
        f"请压缩后重新上传，或者换用较新的浏览器（不超过 {size_text(MOST_BYTES)}）。"
    )


def told_type(said: str, whole: bytes) -> str:
    """What a file is, where its sender's program had no name for it: by its content."""
    plain = plain_type(said)
    found = (kind for kind in MEDIA_TYPES if is_of_type(kind, whole[:PROBE_BYTES], whole[-PROBE_BYTES:]))
    return plain if plain in MEDIA_TYPES else next(found, plain)


def size_text(size: int) -> str:
    """As a file manager shows it; never less than it is."""
    if size < MEGABYTE:
        return f"{-(-size // 1024)} KB"
    hundredths = -(-size * 100 // MEGABYTE)
    return f"{hundredths / 100:.2f}".removesuffix(".00") + " MB"


def plain_type(said: str) -> str:
    """A media type as it is compared (RFC 9110, 8.3.1): without parameters, in lower case, under its registered name."""
    plain = said.partition(";")[0].strip().lower()
    return _OTHER_NAMES.get(plain, plain)


def is_of_type(media_type: str, head: bytes, tail: bytes) -> bool:
    """By its magic number; an OFD also by the entry that every OFD has."""
    if not head.startswith(_SIGNATURES[media_type]):
        return False
    return media_type != OFD or b"OFD.xml" in head + tail
