"""What the kit gives to take away: test vectors, schemas of messages, samples. For anybody: nothing in it is a secret."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from functions.pages.page import Answer, Asked, Handed, Page
from functions.pages.refusals import PageNotFound

FOLDER = Path(__file__).parents[3] / "docs" / "kit"
ADDRESS = "/kit/files"
# By ending; what is no picture and no page is read as text, and never runs in a browser (nosniff).
_MEDIA: Mapping[str, str] = {".json": "application/json", ".schema.json": "application/schema+json"}
_TEXT = "text/plain; charset=utf-8"
FOR_AN_HOUR = {"Cache-Control": "public, max-age=3600"}


@cache
def names() -> tuple[str, ...]:
    return tuple(sorted(path.name for path in FOLDER.iterdir() if path.is_file()))


@cache
def _text(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def media_of(name: str) -> str:
    ending = ".schema.json" if name.endswith(".schema.json") else Path(name).suffix
    return _MEDIA.get(ending, _TEXT)


def hand_kit_file(asked: Asked) -> Answer:
    name = asked.path["kit_file"]
    if name not in names():
        raise PageNotFound
    return Handed(_text(name), media_of(name), FOR_AN_HOUR)


PAGES = (Page(method="GET", path=f"{ADDRESS}/{{kit_file}}", roles=None, handler=hand_kit_file),)
