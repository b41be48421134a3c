"""What the template gives every Lambda, read from an environment that is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from functions.adapters.comma_list import list_of
from functions.adapters.outward.services import ServiceAddresses
from functions.adapters.outward.sign_in import SignInSettings


class Misconfigured(Exception):
    """A setting that is missing: names the variable. A fault of the deployment, not of a request."""


@dataclass(frozen=True, slots=True)
class AwsSettings:
    """`audience`: ours, one or several with commas; `claims`: which claims of a token say who somebody is, as JSON
    (docs/sign-in.md). `routes` is the file that says which office gets which region's items.
    """

    table: str
    state_machine_arn: str
    secrets_prefix: str
    jwks_url: str
    issuer: str
    audience: str
    routes: Path
    materials_bucket: str
    services: ServiceAddresses
    # Where people open the pages.
    public_address: str = ""
    # Whether the bucket tells of its scan for viruses: `tags`; None: nothing is scanned.
    scanner: str | None = None
    # Of portals elsewhere whose pages may use the interface.
    origins: frozenset[str] = frozenset()
    # None as long as 统一身份认证 is not connected for us (待核定).
    sign_in: SignInSettings | None = None
    claims: str | None = None
    training: bool = False
    # The ledger's table, where it is one that was restored.
    put_back: tuple[str, ...] = ()


def settings(environment: Mapping[str, str]) -> AwsSettings:
    """Raises Misconfigured."""

    def value(name: str) -> str:
        found = environment.get(name, "")
        if not found:
            raise Misconfigured(name)
        return found

    return AwsSettings(
        table=value("LIANBAN_TABLE"),
        state_machine_arn=value("LIANBAN_STATE_MACHINE_ARN"),
        secrets_prefix=value("LIANBAN_SECRETS_PREFIX"),
        jwks_url=value("LIANBAN_JWKS_URL"),
        issuer=value("LIANBAN_ISSUER"),
        audience=value("LIANBAN_AUDIENCE"),
        routes=Path(value("LIANBAN_ROUTES")),
        materials_bucket=value("LIANBAN_MATERIALS_BUCKET"),
        services=_services(environment),
        public_address=environment.get("LIANBAN_SIGN_IN_RETURN_URL", "").removesuffix("/signed-in"),
        scanner=environment.get("LIANBAN_SCANNER") or None,
        origins=frozenset(one.rstrip("/") for one in list_of(environment.get("LIANBAN_ORIGINS", ""))),
        sign_in=_sign_in(environment, value) if environment.get("LIANBAN_SIGN_IN_URL") else None,
        claims=environment.get("LIANBAN_CLAIMS") or None,
        training=environment.get("LIANBAN_TRAINING") == "yes",
        put_back=list_of(environment.get("LIANBAN_RESTORED", "")),
    )


def _services(environment: Mapping[str, str]) -> ServiceAddresses:
    return ServiceAddresses(
        notices=environment.get("LIANBAN_NOTICES_URL") or None,
        shared_data=environment.get("LIANBAN_SHARED_DATA_URL") or None,
        electronic_seal=environment.get("LIANBAN_ELECTRONIC_SEAL_URL") or None,
        acceptance=environment.get("LIANBAN_ACCEPTANCE_URL") or None,
        ratings=environment.get("LIANBAN_RATINGS_URL") or None,
    )


def _sign_in(environment: Mapping[str, str], value: Callable[[str], str]) -> SignInSettings:
    """Raises Misconfigured."""
    return SignInSettings(
        authorize=value("LIANBAN_SIGN_IN_URL"),
        token=value("LIANBAN_SIGN_IN_TOKEN_URL"),
        client_id=value("LIANBAN_SIGN_IN_CLIENT_ID"),
        return_to=value("LIANBAN_SIGN_IN_RETURN_URL"),
        end_session=environment.get("LIANBAN_SIGN_IN_END_SESSION_URL") or None,
        has_secret=environment.get("LIANBAN_SIGN_IN_SECRET") == "yes",
    )
