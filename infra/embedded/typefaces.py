"""Blocks of the second typeface in the data folder."""

from pathlib import Path

from functions.adapters.typefaces import block_name


class FolderTypefaces:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def block(self, number: int) -> bytes | None:
        try:
            return (self._folder / block_name(number)).read_bytes()
        except FileNotFoundError:
            return None
