"""`python -m infra.deploy deploy | smoke | rollback | destroy | rotate --stage dev`."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from functions import bootstrap
from infra.console.profiles import process_environment
from infra.deploy import checks, keys, stages, words
from infra.deploy.aws import AwsCloud
from infra.deploy.change import ChangeRefused, Desk, Failed, refuse_held
from infra.deploy.checks import Account, Ready
from infra.deploy.course import Course, SmokeFailed
from infra.deploy.release import Releases
from infra.package.build import FAULTS, build_package
from infra.rotation import KeyStep, NoSuchStep, drawn_key

_PACKAGE = Path(__file__).parents[2] / "build" / "package"
INTERRUPTED = "stopped: what CloudFormation has begun goes on by itself; once it has ended, the same command does the rest"
WHAT = ("deploy", "smoke", "rollback", "destroy", "rotate")


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m infra.deploy", description="联办 Lianban on AWS")
    made.add_argument("what", choices=WHAT)
    made.add_argument("--stage", required=True, help="a file of infra/stages")
    made.add_argument("--yes", action="store_true", help="carry changes out without asking")
    made.add_argument("--package", type=Path, default=_PACKAGE, help="where it is built")
    made.add_argument(
        "--may-lose-data", action="store_true", help="even if a table, bucket, key or secret is replaced"
    )
    made.add_argument("--to", help="rollback: a part of the release's name")
    made.add_argument("--secret", help="rotate: whose keys, lianban/STAGE/…")
    made.add_argument(
        "--step", choices=[step.value for step in KeyStep], help="rotate: docs/runbook.md, Rotate"
    )
    return made


def main(
    arguments: Sequence[str],
    *,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path = stages.STAGES_FOLDER,
) -> int:
    """`account`: what boto3 finds by default; `folder`: of the stages."""
    given = parser().parse_args(arguments)
    around = process_environment() if environment is None else environment
    try:
        whose = account or checks.account_of(around)
        ready = checks.ready(given.stage, whose, deploying=given.what == "deploy", folder=folder)
        _do(given, ready, whose, around)
    except (stages.BadStage, ChangeRefused, Failed, SmokeFailed, NoSuchStep, *FAULTS) as fault:
        print(f"{type(fault).__name__}: {fault}", file=sys.stderr)
        return 1
    except (BotoCoreError, ClientError) as error:
        print(f"AWS: {words.hinted(' '.join(str(error).split()))}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\n{INTERRUPTED}", file=sys.stderr)
        return 130
    return 0


def _do(given: argparse.Namespace, ready: Ready, account: Account, environment: Mapping[str, str]) -> None:
    print(f"{ready.stage.name}: {ready.region}, account {ready.account}, as {ready.who}")
    client = partial(_client, account, ready.region)
    cloud = AwsCloud(client, region=ready.region, serial=lambda: f"{bootstrap.now():%Y%m%d%H%M%S%f}")
    desk = Desk(tell=print, ask=lambda question: given.yes or _asked(question), pause=bootstrap.pause)
    releases = Releases(cloud, desk, clock=bootstrap.now, new_key=drawn_key)
    course = Course(ready, cloud, releases, desk, client, environment)
    match given.what:
        case "deploy":
            refuse_held(cloud.stack(ready.stage.stack))
            made = build_package(given.package, routes=_routes(ready))
            releases.deploy(ready.stage, Path(made.zip).parent, may_lose=given.may_lose_data)
            course.finish()
        case "smoke":
            course.finish()
        case "rollback":
            releases.roll_back(ready.stage, to=given.to)
            course.finish()
        case "destroy":
            releases.destroy(ready.stage)
        case _:
            if not (given.secret and given.step):
                raise ChangeRefused("rotate needs --secret and --step")
            left = keys.rotate(
                given.secret, KeyStep(given.step), f"lianban/{ready.stage.name}/", cloud, drawn_key
            )
            print(
                f"{given.secret}: {given.step} done, {left} keys; every function sees it within five minutes"
            )


def _client(account: Account, region: str, service: str) -> object:
    return account.client(service, region)


def _routes(ready: Ready) -> Path:
    """There are some: the checks refuse a stage without."""
    if ready.stage.routes is None:
        raise ChangeRefused(f"{ready.stage.name} names no routes")
    return ready.stage.routes


def _asked(question: str) -> bool:
    """Nobody there to answer is no."""
    return sys.stdin.isatty() and input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
