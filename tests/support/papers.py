"""Files as people have them, good ones and others: made here, so that nobody's paper lies in the repository."""

import struct
import zlib
from collections.abc import Sequence
from io import BytesIO
from zipfile import ZipFile

SEEN = b"BT /F 12 Tf 72 720 Td (seen) Tj ET"


def pdf(*objects: bytes, root: int = 1) -> bytes:
    """Objects numbered from 1, with their table and their end."""
    whole, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    trailer = b"trailer\n<</Size %d /Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, root, len(whole))
    return whole + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + trailer


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d %s>>\nstream\n%s\nendstream" % (len(content), more, content)


def paper(content: bytes = SEEN, *, pages: int = 1) -> bytes:
    """`pages` times the same page."""
    kids = b" ".join(b"%d 0 R" % (4 + number) for number in range(pages))
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R>>"
    return pdf(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [%s] /Count %d>>" % (kids, pages),
        stream(content),
        *[page] * pages,
    )


def encrypted(whole: bytes, *, password: str) -> bytes:
    """As an office program does it: AES, a password to open it and another to change it."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(whole)))
    writer.encrypt(password, "owner", algorithm="AES-256")
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def png(width: int = 8, height: int = 8, *, lines: int | None = None, interlaced: bool = False) -> bytes:
    """Grey, with `lines` of its lines, all if it is not said."""
    data = (b"\0" + bytes(width)) * (height if lines is None else lines)
    header = struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, interlaced)
    return png_of(header, zlib.compress(data, 9))


def png_of(header: bytes, data: bytes) -> bytes:
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))
        for kind, content in chunks
    )


def jpeg(width: int = 8, height: int = 8, *, scanned: bytes = b"\x3f" * 64, ended: bool = True) -> bytes:
    """Segments as a camera writes them; nobody looks at the picture."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    parts = ((0xE0, b"JFIF\0" + bytes(9)), (0xE1, b"Exif\0\0\xff\xd8\xff\xd9"), (0xC0, frame))
    segments = b"".join(
        b"\xff%c%s%s" % (kind, struct.pack(">H", len(said) + 2), said) for kind, said in parts
    )
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + scanned
    return b"\xff\xd8" + segments + scan + (b"\xff\xd9" if ended else b"")


DOCUMENT = (
    b'<ofd:Document xmlns:ofd="x"><ofd:Pages><ofd:Page ID="1" BaseLoc="P.xml"/></ofd:Pages></ofd:Document>'
)


def ofd(document: bytes = DOCUMENT, more: Sequence[tuple[str, bytes]] = ()) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w") as opened:
        root = b'<ofd:OFD xmlns:ofd="x"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>'
        for name, content in (("OFD.xml", root), ("Doc_0/Document.xml", document), *more):
            opened.writestr(name, content)
    return written.getvalue()
