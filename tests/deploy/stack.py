"""A package on the local AWS, deployed by what deploys it to the real one: `make deploy`'s own code."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from functions import bootstrap
from functions.adapters.packing import unpack
from functions.domain.errors import RecordUnreadable
from infra.deploy.aws import AwsCloud
from infra.deploy.change import Desk
from infra.deploy.checks import Account, Ready, ready
from infra.deploy.course import Course
from infra.deploy.release import Releases
from infra.deploy.smoke import APPLICANT_TOKEN, Glance
from infra.package.build import Package
from infra.package.functions import SECRETS
from infra.rotation import drawn_key
from tests.deploy.emulated import for_ministack
from tests.support.ministack import ACCOUNT, REGION, MiniStack

STAGE = "boot"
STACK = f"lianban-{STAGE}"
LOOK_EVERY_SECONDS = 0.1
# What EventBridge sends of a schedule.
TICK = {
    "version": "0",
    "id": "00000000-0000-4000-8000-000000000001",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": ACCOUNT,
    "time": "2026-11-24T02:00:00Z",
    "region": REGION,
    "resources": [],
    "detail": {},
}


class SweepFailed(Exception):
    """What the function said follows."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """`first` and `again`: what `make deploy` said of its change, and of the same change once more."""

    ministack: MiniStack
    outputs: Mapping[str, str]
    first: tuple[str, ...]
    again: tuple[str, ...]

    @property
    def made(self) -> int:
        """The resources that were added."""
        return sum(line.startswith("  + ") for line in self.first)

    @property
    def again_in_short(self) -> str:
        return next((line for line in self.again if line.startswith(f"{STACK}: ")), "changed")

    @property
    def api(self) -> str:
        """The emulator serves every API under its own address: the endpoint's host tells which."""
        api_id = str(urlsplit(self.outputs["EndpointURL"]).hostname).partition(".")[0]
        return f"{self.ministack.endpoint}/_aws/execute-api/{api_id}/api"

    def sweep(self) -> Any:
        """As the schedule does it. Raises SweepFailed."""
        client = self.ministack.client("lambda")
        answer = client.invoke(FunctionName=f"{STACK}-sweep", Payload=json.dumps(TICK).encode())
        said = json.loads(answer["Payload"].read())
        if answer.get("FunctionError"):
            raise SweepFailed(str(said))
        return said

    def logs(self) -> str:
        """Every line that every function wrote."""
        client = self.ministack.client("logs")
        groups = client.describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{STACK}")["logGroups"]
        pages = client.get_paginator("filter_log_events")
        return "\n".join(
            event["message"]
            for group in groups
            for page in pages.paginate(logGroupName=group["logGroupName"])
            for event in page["events"]
        )


def checked(ministack: MiniStack, folder: Path) -> Ready:
    """`folder` has the stages, and theirs offices on this machine. Raises Refused."""
    account = Account(
        {"AWS_REGION": REGION}, frozenset({REGION}), None, lambda service, _region: ministack.client(service)
    )
    return ready(STAGE, account, deploying=True, folder=folder, rehearsal=True)


def deploy(package: Package, ministack: MiniStack, rehearsed: Ready) -> Deployed:
    """By `make deploy`'s own code, twice: the second time there must be nothing to change. Raises its Refused, Failed."""
    told: list[str] = []
    releases = _releases(ministack, told)
    folder = _emulated(package)
    stack = releases.deploy(rehearsed.stage, folder)
    first = len(told)
    releases.deploy(rehearsed.stage, folder)
    return Deployed(ministack, stack.outputs, tuple(told[:first]), tuple(told[first:]))


def deploy_with_indexes(
    deployed: Deployed, package: Package, rehearsed: Ready, names: tuple[str, ...]
) -> list[str]:
    """The same release once more, with so many more indexes; what was said of it. Raises its Refused, Failed."""
    told: list[str] = []
    folder = Path(package.zip).parent / "emulated"
    path = folder / "template.json"
    before = path.read_text("utf-8")
    template = json.loads(before)
    table = template["Resources"]["Table"]["Properties"]
    keys = [{"AttributeName": "office", "KeyType": "HASH"}, {"AttributeName": "opened", "KeyType": "RANGE"}]
    added = {"KeySchema": keys, "Projection": {"ProjectionType": "KEYS_ONLY"}}
    table["GlobalSecondaryIndexes"] += [{"IndexName": name, **added} for name in names]
    path.write_text(json.dumps(template), encoding="utf-8")
    try:
        _releases(deployed.ministack, told).deploy(rehearsed.stage, folder)
    finally:
        path.write_text(before, encoding="utf-8")
    return told


def tried(deployed: Deployed, rehearsed: Ready, token: str, pages: Path) -> tuple[Glance, ...]:
    """By `make smoke`'s own code. Raises SmokeFailed."""
    told: list[str] = []
    course = Course(
        rehearsed,
        ministack_cloud(deployed.ministack),
        _releases(deployed.ministack, told),
        _desk(told),
        deployed.ministack.client,
        {APPLICANT_TOKEN: token},
        address=deployed.api,
        pages=pages,
    )
    return course.finish()


def ministack_cloud(ministack: MiniStack) -> AwsCloud:
    return AwsCloud(ministack.client, region=REGION, serial=lambda: f"{bootstrap.now():%Y%m%d%H%M%S%f}")


def _desk(told: list[str]) -> Desk:
    return Desk(tell=told.append, ask=lambda _: True, pause=lambda _: bootstrap.pause(LOOK_EVERY_SECONDS))


def rows(deployed: Deployed) -> str:
    """Every value of every row; what is packed is unpacked, save what is packed after another value of its row."""
    pages = deployed.ministack.client("dynamodb").get_paginator("scan")
    found = (row for page in pages.paginate(TableName=deployed.outputs["TableName"]) for row in page["Items"])
    return "\n".join(text for row in found for text in _texts(row, row["pk"]["S"].partition("#")[2]))


def _texts(value: Any, case_id: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one, case_id)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode("utf-8", "replace")
        with suppress(RecordUnreadable):
            yield unpack(value, known=case_id)


def _releases(ministack: MiniStack, told: list[str]) -> Releases:
    return Releases(ministack_cloud(ministack), _desk(told), clock=bootstrap.now, new_key=drawn_key)


def _emulated(package: Package) -> Path:
    """The package once more, its template as the emulator needs it."""
    packaged = Path(package.zip).parent
    folder = packaged / "emulated"
    folder.mkdir()
    for name in ("deployment.zip", "package.json"):
        (folder / name).hardlink_to(packaged / name)
    template = json.loads(Path(package.template).read_text("utf-8"))
    (folder / "template.json").write_text(json.dumps(for_ministack(template)), encoding="utf-8")
    return folder


def keys_of(stack: Deployed) -> dict[str, Any]:
    """What deploying made, by secret; an operator hands each department its own."""
    client = stack.ministack.client("secretsmanager")
    return {
        name: json.loads(client.get_secret_value(SecretId=f"lianban/{STAGE}/{name}")["SecretString"])
        for name in SECRETS
    }
