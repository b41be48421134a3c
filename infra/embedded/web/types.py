"""What WSGI (PEP 3333) hands over, as far as it is used here."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Environ = Mapping[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]
