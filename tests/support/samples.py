"""The synthetic sample, to be changed field by field."""

import copy
import json
from importlib import resources
from typing import Any

from schemas.form.application import Application

_TEXT = (resources.files("schemas") / "sample_application.json").read_text(encoding="utf-8")


def sample() -> dict[str, Any]:
    """A fresh copy of the sample as JSON data."""
    document: dict[str, Any] = json.loads(_TEXT)
    return document


def changed(**values: Any) -> dict[str, Any]:
    """The sample with `section__field=value` replaced; `section=None` takes the section away."""
    document = copy.deepcopy(sample())
    for path, value in values.items():
        *sections, name = path.split("__")
        level = document
        for section in sections:
            level = level[section]
        level[name] = value
    return document


def parse(document: Any) -> Application:
    return Application.model_validate_json(json.dumps(document).encode())


def application(**values: Any) -> Application:
    return parse(changed(**values))
