"""The files of the kit that are made from the code (docs/kit): `python -m infra.console.kit` writes them anew."""

from collections.abc import Mapping
from pathlib import Path

from functions.pages.office.kit_files import KIT_FOLDER
from infra.console.kit import message_schemas, vectors


def made_files() -> Mapping[str, str]:
    """By name under KIT_FOLDER."""
    schemas = {
        message_schemas.file_name(one): message_schemas.schema_text(one)
        for one in message_schemas.every_schema()
    }
    return {"vectors.json": vectors.written(), **schemas}


def write_kit(folder: Path = KIT_FOLDER) -> None:
    for name, text in made_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
