"""What issuers put into a token, made up: as Keycloak does, and as 统一身份认证 may (待核定: nothing is published)."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def payload(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found
