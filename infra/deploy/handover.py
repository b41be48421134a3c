"""What somebody needs once a stage stands: addresses to hand over, the first sign-in, what it costs when idle."""

from collections.abc import Iterator

from infra.cost.prices import price_list
from infra.deploy.cloud import Stack
from infra.deploy.idle import IdleMonth
from infra.deploy.smoke import Glance
from infra.deploy.stages import DeployStage
from schemas.codes import CHINESE, Department
from schemas.wire import PROVINCE


def handover(
    stage: DeployStage, stack: Stack, region: str, looks: tuple[Glance, ...], idle: IdleMonth
) -> str:
    address = stack.outputs["EndpointURL"].rstrip("/")
    parts = (
        (f"{stage.stack}, {region}", _addresses(stage, address)),
        ("For each department: where its answers go, and which secret holds its keys", _departments(stage, address)),
        ("The first operator", _first_operator(stage, address)),
        ("Smoke test", (look.line for look in looks)),
        ("A month in which nobody applies: an estimate", _cost(idle, region)),
    )  # fmt: skip
    return "\n\n".join("\n".join((title, *lines)) for title, lines in parts) + "\n"


def _addresses(stage: DeployStage, address: str) -> Iterator[str]:
    yield f"  interface   {address}   its description: {address}/docs"
    nowhere = "nowhere yet: docs/runbook.md, Connect 统一身份认证"
    yield f"  pages       {_people(stage) or nowhere}"


def _people(stage: DeployStage) -> str:
    """Where people open the pages: the origin that the issuer sends them back to."""
    return stage.parameters.get("SignInReturnUrl", "").removesuffix("/signed-in")


def _departments(stage: DeployStage, address: str) -> Iterator[str]:
    for department in Department:
        secret = f"lianban/{stage.name}/{department}"
        yield f"  {address}/v1/departments/{department}/answers   {secret}   {CHINESE[department]}"


def _first_operator(stage: DeployStage, address: str) -> Iterator[str]:
    issuer = stage.parameters.get("Issuer", "")
    claims = ", by the words of Claims" if stage.parameters.get("Claims") else ""
    yield f"  At {issuer}: an account whose token says role operator, region {PROVINCE}{claims} (docs/sign-in.md)."
    where = _people(stage)
    yield (
        f"  In a browser: {where}/console" if where else "  In a browser: as soon as the pages have a domain."
    )
    yield f"  From a terminal, its token in LIANBAN_TOKEN: LIANBAN_SERVER={address} .venv/bin/lianban incidents"


def _cost(idle: IdleMonth, region: str) -> Iterator[str]:
    for what, (number, usd) in idle.parts.items():
        yield f"  {what:<12}{number:>4}   USD {usd:>6.2f}"
    yield f"  in all           USD {idle.usd:>6.2f}"
    yield f"  List prices of {idle.priced} (infra/cost/prices.toml), no free tiers; the sweeps as measured (docs/cost.md)."
    yield "  Not in it: what is stored, a web ACL, traffic, taxes. A case comes on top (docs/cost.md)."
    if region.startswith("cn-"):
        yield f"  {region} has a list of its own, in yuan: {price_list()['aws-cn']['unverified']}."
