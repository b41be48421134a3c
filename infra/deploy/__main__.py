"""`python -m infra.deploy deploy | destroy | rollback | rotate --stage dev`."""

import argparse
import base64
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from functions import bootstrap
from infra.deploy import keys, stages
from infra.deploy.aws import AwsCloud
from infra.deploy.change import Desk, Failed, Refused
from infra.deploy.release import Releases
from infra.package.functions import SECRETS

_PACKAGE = Path(__file__).parents[2] / "build" / "package"
WHAT = ("deploy", "destroy", "rollback", "rotate")


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m infra.deploy", description="联办 Lianban on AWS")
    made.add_argument("what", choices=WHAT)
    made.add_argument("--stage", required=True, help="a file of infra/stages")
    made.add_argument("--yes", action="store_true", help="carry changes out without asking")
    made.add_argument("--package", type=Path, default=_PACKAGE)
    made.add_argument(
        "--may-lose-data", action="store_true", help="even if a table, bucket, key or secret is replaced"
    )
    made.add_argument("--to", help="rollback: a part of the release's name")
    made.add_argument("--secret", choices=SECRETS, help="rotate: whose keys")
    made.add_argument(
        "--step", choices=("begin", "promote", "finish"), help="rotate: docs/runbook.md, Rotate"
    )
    return made


def main(
    arguments: Sequence[str], *, client: Callable[[str], Any] | None = None, region: str | None = None
) -> int:
    """`client`, `region`: boto3's own by default."""
    given = parser().parse_args(arguments)
    desk = Desk(tell=print, ask=lambda question: given.yes or _asked(question), pause=bootstrap.pause)
    try:
        stage = stages.load(given.stage)
        cloud = _cloud(client, region)
        _do(given, stage, cloud, Releases(cloud, desk, clock=bootstrap.now, new_key=new_key))
    except (stages.BadStage, Refused, Failed, keys.NoSuchStep) as fault:
        print(f"{type(fault).__name__}: {fault}", file=sys.stderr)
        return 1
    return 0


def _do(given: argparse.Namespace, stage: stages.Stage, cloud: AwsCloud, releases: Releases) -> None:
    match given.what:
        case "deploy":
            releases.deploy(stages.with_issuer(stage), given.package, may_lose=given.may_lose_data)
        case "rollback":
            releases.roll_back(stage, to=given.to)
        case "destroy":
            releases.destroy(stage)
        case _:
            if not (given.secret and given.step):
                raise Refused("rotate needs --secret and --step")
            left = keys.rotate(given.secret, given.step, f"lianban/{stage.name}/", cloud, new_key)
            print(
                f"{given.secret}: {given.step} done, {left} keys; every function sees it within five minutes"
            )


def _cloud(client: Callable[[str], Any] | None, region: str | None) -> AwsCloud:
    import boto3

    session: Any = boto3.Session()
    found = region or session.region_name
    if not found:
        raise Refused("which region? set AWS_REGION, or a region in the profile")
    make = client or (lambda service: session.client(service, region_name=found))
    return AwsCloud(make, region=found, serial=lambda: f"{bootstrap.now():%Y%m%d%H%M%S}")


def new_key(name: str) -> str:
    """As the secret needs it: Fernet's for the form, Standard Webhooks' for everybody else."""
    drawn = os.urandom(32)
    if name == keys.FORM:
        return base64.urlsafe_b64encode(drawn).decode()
    return "whsec_" + base64.b64encode(drawn).decode()


def _asked(question: str) -> bool:
    """Nobody there to answer is no."""
    return sys.stdin.isatty() and input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
