"""A stage's settings (infra/stages/<stage>.toml) as the stack's parameters, and the template as this stage gets it."""

import re
import tomllib
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "stages"
NAME = re.compile(r"[a-z][a-z0-9-]{1,15}")
# Reserved for documentation (RFC 2606): nobody's address.
PLACEHOLDER = ".example"

Node = dict[str, Any]


class BadStage(Exception):
    """A stage that does not exist, or whose settings are not filled in: says which."""


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    guarded: bool
    parameters: dict[str, str]

    @property
    def stack(self) -> str:
        return f"lianban-{self.name}"


def load(name: str, folder: Path = FOLDER) -> Stage:
    """Raises BadStage."""
    path = folder / f"{name}.toml"
    if not NAME.fullmatch(name) or not path.is_file():
        known = ", ".join(sorted(found.stem for found in folder.glob("*.toml")))
        raise BadStage(f"there is no stage {name!r}: infra/stages/ has {known}")
    given = tomllib.loads(path.read_text("utf-8"))
    parameters = {key: str(value) for key, value in given.get("parameters", {}).items()}
    for key, value in parameters.items():
        if PLACEHOLDER in value:
            raise BadStage(f"infra/stages/{name}.toml: {key} is still an example, give this stage's own")
    guarded = given.get("guarded") is True
    return Stage(name, guarded, {**parameters, "Stage": name, "Guarded": "yes" if guarded else "no"})


def template_of(stage: Stage, packaged: Node, *, code: str) -> Node:
    """`code`: where the zip is, s3://bucket/key. What an unguarded stage holds goes with it when it is destroyed."""
    template = deepcopy(packaged)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = code
        if not stage.guarded:
            for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
                if policy in resource:
                    resource[policy] = "Delete"
    return template
