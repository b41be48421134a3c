"""What stands of a stage, and which of its releases that is."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.deploy.change import FAILED_AT_BIRTH, ONLY_PROPOSED
from infra.deploy.cloud import Cloud
from infra.deploy.stages import DeployStage

RESTORED_TABLE = "RestoredTable"
# CloudFormation tells a template with "?" for every letter beyond ASCII:
# https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1220
_UNTOLD = re.compile(r"[^\x00-\x3e\x40-\x7f]+")

_Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """`template`: as CloudFormation tells it; as it was given it lies in the bucket (`template_key`)."""

    template: _Node
    parameters: Mapping[str, str]

    def is_of(self, release: _Node) -> bool:
        """Whether it is this release, whatever ledger was restored since: that is not of a release."""
        declared = release["template"].get("Parameters", {})
        unsaid = {name: str(one.get("Default", "")) for name, one in declared.items()}
        given = {
            name: value for name, value in (unsaid | release["parameters"]).items() if name != RESTORED_TABLE
        }
        same = all(_told(self.parameters.get(name, value)) == _told(value) for name, value in given.items())
        return same and fingerprint_of(self.template) == fingerprint_of(release["template"])


def what_stands(stage: DeployStage, cloud: Cloud) -> Standing | None:
    stack = cloud.stack(stage.stack)
    if stack is None or stack.status in (ONLY_PROPOSED, *FAILED_AT_BIRTH):
        return None
    return Standing(cloud.template(stage.stack), stack.parameters)


def template_key(stage: DeployStage, template: _Node) -> str:
    """Where a template of the stage lies, found by what CloudFormation tells of it; of two that deploy at once each reads its
    own.
    """
    return f"templates/{stage.name}/{fingerprint_of(template)}.json"


def fingerprint_of(template: _Node) -> str:
    """The same of a template as it was given and as it is told."""
    text = _told(json.dumps(template, ensure_ascii=False, sort_keys=True))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _told(text: str) -> str:
    return _UNTOLD.sub("?", text)
