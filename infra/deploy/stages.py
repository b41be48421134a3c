"""A stage's settings (infra/stages/<stage>.toml) as the stack's parameters, and the template as this stage gets it."""

import json
import re
import tomllib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from functions.adapters.claims import BadClaims, claim_names
from functions.adapters.outward.discovery import Endpoints, IssuerUnusable, discovered

_FOLDER = Path(__file__).parents[1] / "stages"
_NAME = re.compile(r"[a-z][a-z0-9-]{1,15}")
# Reserved for documentation (RFC 2606): nobody's address.
_PLACEHOLDER = ".example"
# As the template says it: all variables of a Lambda have 4 KB together.
LONGEST_CLAIMS = 2048

_Node = dict[str, Any]


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


def load(name: str, folder: Path = _FOLDER) -> Stage:
    """Raises BadStage."""
    path = folder / f"{name}.toml"
    if not _NAME.fullmatch(name) or not path.is_file():
        known = ", ".join(sorted(found.stem for found in folder.glob("*.toml")))
        raise BadStage(f"there is no stage {name!r}: infra/stages/ has {known}")
    given = tomllib.loads(path.read_text("utf-8"))
    parameters = {key: _parameter(key, value) for key, value in given.get("parameters", {}).items()}
    for key, value in parameters.items():
        if _PLACEHOLDER in value:
            raise BadStage(f"infra/stages/{name}.toml: {key} is still an example, give this stage's own")
    guarded = given.get("guarded") is True
    return Stage(name, guarded, {**parameters, "Stage": name, "Guarded": "yes" if guarded else "no"})


def _parameter(key: str, value: Any) -> str:
    """Raises BadStage."""
    if key != "Claims":
        return str(value)
    try:
        claim_names(value if isinstance(value, dict) else {"Claims": value})
    except BadClaims as error:
        raise BadStage(f"Claims, a table as in docs/sign-in.md: {error}") from error
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if len(text) > LONGEST_CLAIMS:
        raise BadStage(f"Claims has {len(text)} characters, the functions take {LONGEST_CLAIMS}")
    return text


def with_issuer(stage: Stage, *, read: Callable[[str], Endpoints] = discovered) -> Stage:
    """What the issuer's document says, where the stage has no address of its keys. Raises BadStage."""
    given = stage.parameters
    if given.get("JwksUrl") or not given.get("Issuer"):
        return stage
    try:
        found = read(given["Issuer"])
    except IssuerUnusable as error:
        raise BadStage(str(error)) from error
    told = {"JwksUrl": found.jwks}
    if given.get("SignInClientId") and not given.get("SignInUrl"):
        told |= {
            "SignInUrl": found.authorize or "",
            "SignInTokenUrl": found.token or "",
            "SignInEndSessionUrl": given.get("SignInEndSessionUrl") or found.end_session or "",
        }
    return replace(stage, parameters={**given, **told})


def template_of(stage: Stage, packaged: _Node, *, code: str) -> _Node:
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
