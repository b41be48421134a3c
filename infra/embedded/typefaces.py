"""Blocks of the second typeface in the data folder."""

from pathlib import Path

from functions.adapters.typefaces import name_of


class FolderTypefaces:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def block(self, number: int) -> bytes | None:
        try:
            return (self._folder / name_of(number)).read_bytes()
        except FileNotFoundError:
            return None
