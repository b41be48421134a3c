"""The pages' templates as Jinja compiles them, kept beside the builds: each process would compile all of them."""

import hashlib
from functools import cache
from pathlib import Path

import jinja2

from functions.pages import moments, rendering

_KEPT = Path(__file__).parents[2] / "build" / "templates"


@cache
def keep_compiled() -> None:
    """A template is known by its text; whatever else is compiled in, by the folder's name."""
    makers = (Path(str(module.__file__)) for module in (rendering, moments))
    made_by = hashlib.sha256(b"".join(path.read_bytes() for path in makers) + jinja2.__version__.encode())
    folder = _KEPT / made_by.hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    rendering.environment().bytecode_cache = jinja2.FileSystemBytecodeCache(str(folder))
