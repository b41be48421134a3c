"""Templates that were compiled when packaged (infra/package/pages.py): all in one file, packed by xz.

What they share weighs once; the zip, which looks back over 32 KB only, would not see it.
"""

import json
import lzma
import marshal
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, Template, TemplateNotFound


class PackedTemplates(BaseLoader):
    """A line of JSON says where the code of each lies behind it; a page runs that of its own."""

    has_source_access = False

    def __init__(self, path: Path) -> None:
        index, _, self._codes = lzma.decompress(path.read_bytes()).partition(b"\n")
        self._places: Mapping[str, tuple[int, int]] = json.loads(index)

    def load(
        self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        if name not in self._places:
            raise TemplateNotFound(name)
        begin, end = self._places[name]
        namespace: dict[str, Any] = {"__name__": name, "__file__": name}
        exec(marshal.loads(self._codes[begin:end]), namespace)
        return environment.template_class.from_module_dict(environment, namespace, globals or {})


def templates_archive(codes: Mapping[str, bytes]) -> bytes:
    """`codes`: by a template's name, as Python marshals them."""
    places, at = {}, 0
    for name, code in codes.items():
        places[name] = (at, at + len(code))
        at += len(code)
    return lzma.compress(json.dumps(places).encode() + b"\n" + b"".join(codes.values()), preset=9)
