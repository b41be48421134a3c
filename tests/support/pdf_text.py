"""A PDF as its reader has it: text page by page, and the pictures of its pages."""

import pypdfium2

WHITE = 255


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def text_of(pdf: bytes) -> str:
    """Without line breaks and spaces: a value may be broken over lines."""
    return "".join("".join(pages_of(pdf)).split())


def ink_of(pdf: bytes) -> list[tuple[float, bool]]:
    """Of every page's picture: the share of it that is not white, and whether the margins stay white."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_ink(page.render(scale=0.5, grayscale=True)) for page in document]
    finally:
        document.close()


def _ink(bitmap: pypdfium2.PdfBitmap) -> tuple[float, bool]:
    rows = [bytes(bitmap.buffer)[y * bitmap.stride :][: bitmap.width] for y in range(bitmap.height)]
    dark = sum(len(row) - row.count(WHITE) for row in rows)
    margin = 12
    edges = [*rows[:margin], *rows[-margin:], *(row[:margin] + row[-margin:] for row in rows)]
    return dark / (bitmap.width * bitmap.height), all(row.count(WHITE) == len(row) for row in edges)
