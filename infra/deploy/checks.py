"""Before anything is built: the stage, the region, whose credentials. All that is wrong is said at once, a line each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.adapters.outward.discovery import Endpoints, discovered
from infra.deploy import stages
from infra.deploy.change import ChangeRefused
from infra.deploy.stages import BadStage, DeployStage

# botocore itself reads the second only.
REGION_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")
NO_REGION = "which region? set AWS_REGION, or a region in the profile"


@dataclass(frozen=True, slots=True)
class Account:
    """What AWS is asked with. `known`: the regions that there are; `configured`: the profile's, if it has one."""

    environment: Mapping[str, str]
    known: frozenset[str]
    configured: str | None
    client: Callable[[str, str], Any]
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """`who`: the identity that AWS knows us by."""

    stage: DeployStage
    region: str
    account: str
    who: str


def account_of(environment: Mapping[str, str]) -> Account:
    """The credentials that boto3 finds, however it finds them: nothing is asked yet."""
    import boto3

    try:
        session: Any = boto3.Session()
    except BotoCoreError as error:
        return Account(environment, frozenset(), None, _nobody, fault=_in_one_line(error))
    known = {
        region
        for partition in session.get_available_partitions()
        for region in session.get_available_regions("cloudformation", partition_name=partition)
    }
    # A region in the environment is judged by us: the session would take one of the two variables only.
    configured = session.region_name if not _named(environment) else None
    return Account(
        environment,
        frozenset(known),
        configured,
        lambda service, region: session.client(service, region_name=region),
    )


def _nobody(_service: str, _region: str) -> Any:
    raise NotImplementedError


def ready(
    name: str,
    account: Account,
    *,
    deploying: bool,
    folder: Path = stages.STAGES_FOLDER,
    rehearsal: bool = False,
    read: Callable[[str], Endpoints] = discovered,
) -> Ready:
    """`deploying`: the stage's settings will be used, so that they have to be whole. Raises Refused with every fault."""
    stage, faults = _stage(name, folder, deploying=deploying, rehearsal=rehearsal, read=read)
    region, of_region = _region(account, stage)
    number, who, of_caller = _caller(account, region, stage)
    faults += [*of_region, *of_caller]
    if faults or stage is None or region is None:
        raise ChangeRefused("nothing was built or changed\n" + "\n".join(f"  • {fault}" for fault in faults))
    return Ready(stage, region, number, who)


def _stage(
    name: str, folder: Path, *, deploying: bool, rehearsal: bool, read: Callable[[str], Endpoints]
) -> tuple[DeployStage | None, list[str]]:
    try:
        stage = stages.load_stage(name, folder, rehearsal=rehearsal)
        if not deploying:
            return replace(stage, faults=()), []
        # An issuer that is still an example is not asked.
        return (
            (stage, list(stage.faults)) if stage.faults else (stages.stage_with_issuer(stage, read=read), [])
        )
    except BadStage as error:
        return None, [str(error)]


def _named(environment: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(environment[name] for name in REGION_VARIABLES if environment.get(name)))


def _region(account: Account, stage: DeployStage | None) -> tuple[str | None, list[str]]:
    named = _named(account.environment) or [account.configured or ""]
    if len(named) > 1:
        return None, [f"{' and '.join(REGION_VARIABLES)} name two regions, {' and '.join(named)}: unset one"]
    [region] = named
    if account.fault:
        return None, []
    return region or None, list(_region_faults(region, account, stage))


def _region_faults(region: str, account: Account, stage: DeployStage | None) -> Iterator[str]:
    if not region:
        yield NO_REGION
    elif region not in account.known:
        yield f"AWS has no region {region!r}"
    elif stage and stage.region and stage.region != region:
        yield f"{stage.name} belongs in {stage.region}, and the region is {region}"


def _caller(account: Account, region: str | None, stage: DeployStage | None) -> tuple[str, str, list[str]]:
    """Whom AWS takes us for. Asked in the region where there is one: the two partitions have credentials of their own."""
    if account.fault or region not in account.known:
        return "", "", [account.fault] if account.fault else []
    try:
        told = account.client("sts", str(region)).get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        return "", "", [f"credentials: {_in_one_line(error)} (set AWS_PROFILE, or sign in again)"]
    number = str(told["Account"])
    if stage and stage.account and stage.account != number:
        return (
            number,
            "",
            [f"{stage.name} belongs in account {stage.account}, and these credentials are {number}'s"],
        )
    return number, str(told["Arn"]), []


def _in_one_line(error: Exception) -> str:
    return " ".join(str(error).split())
