"""What the kit gives to take away: test vectors, schemas of messages, samples. For anybody: nothing in it is a secret."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from functions.pages.page import Answer, Asked, Handed, Page
from functions.pages.refusals import PageNotFound

KIT_FOLDER = Path(__file__).parents[3] / "docs" / "kit"
# Written by the package's builder (infra/package) in the folder's place.
PACKED = KIT_FOLDER.with_name("kit.json.xz")
ADDRESS = "/kit/files"
# By ending; what is no picture and no page is read as text, and never runs in a browser (nosniff).
_MEDIA: Mapping[str, str] = {".json": "application/json", ".schema.json": "application/schema+json"}
_TEXT = "text/plain; charset=utf-8"
FOR_AN_HOUR = {"Cache-Control": "public, max-age=3600"}


@cache
def _files() -> Mapping[str, str]:
    """By name: out of the folder, or of what was packed of it."""
    found: Mapping[str, str] = (
        _in_folder(KIT_FOLDER) if KIT_FOLDER.is_dir() else json.loads(_unpacked(PACKED))
    )
    return found


def names() -> tuple[str, ...]:
    return tuple(_files())


def kit_archive(folder: Path) -> bytes:
    import lzma

    return lzma.compress(json.dumps(_in_folder(folder), ensure_ascii=False).encode(), preset=9)


def _in_folder(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(folder.iterdir()) if path.is_file()}


def _unpacked(packed: Path) -> bytes:
    # Imported at first use: who asks for no file of the kit does without.
    import lzma

    return lzma.decompress(packed.read_bytes())


def media_of(name: str) -> str:
    ending = ".schema.json" if name.endswith(".schema.json") else Path(name).suffix
    return _MEDIA.get(ending, _TEXT)


def hand_kit_file(asked: Asked) -> Answer:
    name = asked.path["kit_file"]
    if name not in _files():
        raise PageNotFound
    return Handed(_files()[name], media_of(name), FOR_AN_HOUR)


PAGES = (Page(method="GET", path=f"{ADDRESS}/{{kit_file}}", roles=None, handler=hand_kit_file),)
