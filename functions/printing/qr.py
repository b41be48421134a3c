"""A QR code as rows of dark runs."""

from itertools import groupby

_Run = tuple[int, int]


def modules(text: str) -> list[list[_Run]]:
    """Square: of each row, where its dark runs begin and how long they are. Error correction M, for paper wears."""
    import segno

    matrix = segno.make(text, error="m", micro=False, boost_error=False).matrix
    return [_runs(row) for row in matrix]


def _runs(row: bytearray) -> list[_Run]:
    runs, place = [], 0
    for dark, group in groupby(row):
        length = len(list(group))
        if dark:
            runs.append((place, length))
        place += length
    return runs
