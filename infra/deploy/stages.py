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
from infra.deploy.stage_faults import SAYS_NONE, parameter_faults, route_faults, training_faults
from infra.deploy.template_faults import template_faults
from infra.deploy.training import Training, training_of

STAGES_FOLDER = Path(__file__).parents[1] / "stages"
_NAME = re.compile(r"[a-z][a-z0-9-]{1,15}")
# lianban-account is the stack of what all stages share (release.py).
_TAKEN = frozenset({"account"})
_SETTINGS = frozenset({"guarded", "routes", "training", "region", "account", "parameters"})
# In bytes; as the template says it of characters: all variables of a Lambda have 4 KB together.
LONGEST_CLAIMS = 2048

_Node = dict[str, Any]


class BadStage(Exception):
    """A stage that does not exist, cannot be read, or whose issuer cannot be used: says which."""


@dataclass(frozen=True, slots=True)
class DeployStage:
    """`routes`: its file of offices; `training`: where its training cases are worked, None if it has none. `region`,
    `account`: where it may be deployed, None anywhere. `faults`: what it may not be deployed with, a line each.
    """

    name: str
    guarded: bool
    parameters: dict[str, str]
    routes: Path | None = None
    training: Training | None = None
    region: str | None = None
    account: str | None = None
    faults: tuple[str, ...] = ()

    @property
    def stack(self) -> str:
        return f"lianban-{self.name}"


def load_stage(name: str, folder: Path = STAGES_FOLDER, *, rehearsal: bool = False) -> DeployStage:
    """`rehearsal`: on a local AWS, whose offices and issuer are on this machine. Raises BadStage."""
    path = folder / f"{name}.toml"
    if name in _TAKEN:
        raise BadStage(f"{name} is no name for a stage: lianban-{name} is the stack of what all stages share")
    if not _NAME.fullmatch(name):
        raise BadStage(f"a stage's name has 2 to 16 of a-z, 0-9 and -, a letter first: {name!r} is none")
    if not path.is_file():
        known = ", ".join(sorted(found.stem for found in folder.glob("*.toml")))
        raise BadStage(f"there is no stage {name!r}: infra/stages/ has {known}")
    try:
        declared = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadStage(f"infra/stages/{name}.toml: {error}") from error
    return _stage(name, folder, declared, rehearsal=rehearsal)


def _stage(name: str, folder: Path, declared: _Node, *, rehearsal: bool) -> DeployStage:
    guarded, named = declared.get("guarded") is True, declared.get("routes")
    training, given = training_of(declared.get("training")), declared.get("parameters", {})
    claims, faults = _claims(given.get("Claims"))
    said = {key: str(value) for key, value in given.items() if key != "Claims"} | claims
    of_routes = list(route_faults(named, folder, training, rehearsal=rehearsal))
    faults += [*_unknown(declared), *_of_another_kind(declared), *parameter_faults(said, rehearsal=rehearsal)]
    faults += [
        *template_faults({key: given[key] for key in said if key != "Claims"}, none=SAYS_NONE),
        *of_routes,
    ]
    if not of_routes:
        faults += training_faults(said, folder / str(named))
    if "training" in declared and training is None:
        faults.append("[training] names no county of the province: give city and county (GB/T 2260)")
    parameters = {key: "" if value == SAYS_NONE else value for key, value in said.items()}
    return DeployStage(
        name,
        guarded,
        {**parameters, "Stage": name, "Guarded": "yes" if guarded else "no"},
        routes=folder / named if isinstance(named, str) else None,
        training=training,
        region=declared.get("region"),
        account=declared.get("account"),
        faults=tuple(f"infra/stages/{name}.toml: {fault}" for fault in faults),
    )


def _unknown(declared: _Node) -> list[str]:
    return [f"{key} is no setting of a stage" for key in sorted(set(declared) - _SETTINGS)]


def _of_another_kind(declared: _Node) -> list[str]:
    """Taken for what it looks like, `guarded = "yes"` would be a stage that is not."""
    faults = (
        []
        if isinstance(declared.get("guarded", False), bool)
        else ["guarded is true or false, without quotes"]
    )
    texts = [key for key in ("region", "account") if not isinstance(declared.get(key, ""), str)]
    return [*faults, *(f'{key} is text: {key} = "{declared[key]}"' for key in texts)]


def _claims(given: Any) -> tuple[dict[str, str], list[str]]:
    """The parameter, and what is wrong with it."""
    if given is None:
        return {}, []
    try:
        claim_names(given if isinstance(given, dict) else {"Claims": given})
    except BadClaims as error:
        return {}, [f"Claims, a table as in docs/sign-in.md: {error}"]
    text = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
    if (length := len(text.encode())) > LONGEST_CLAIMS:
        return {}, [f"Claims has {length} bytes, the functions take {LONGEST_CLAIMS}"]
    return {"Claims": text}, []


def stage_with_issuer(stage: DeployStage, *, read: Callable[[str], Endpoints] = discovered) -> DeployStage:
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


def template_of(stage: DeployStage, packaged: _Node, *, code: str) -> _Node:
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
