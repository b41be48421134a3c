"""What a stage may not be deployed with, a line each: what is still an example, unsaid, or leads to this machine."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from functions.adapters.holidays import BadHolidays, calendar_beside
from functions.adapters.item_codes import BadItemCodes, item_codes_beside
from functions.adapters.offices import BadRoutes, TableOffices, load_offices
from functions.ports.offices import Office
from infra.deploy.training import TRAINING, Training, real_offices

# Reserved for documentation (RFC 2606): nobody's address.
PLACEHOLDER = ".example"
SAYS_NONE = "none"
SANDBOX = "sandbox-"
# A stage gives each, or says that it has none; what it means to have none.
TO_SAY: Mapping[str, str] = {
    "NoticesUrl": "no notices are sent",
    "SharedDataUrl": "applicants fill in everything",
    "PageOrigins": "no page sends files to the bucket, no portal uses the interface",
}
_ADDRESSES = ("Issuer", "PageOrigins")
_OF_SIGNING_IN = ("SignIn", "Jwks")


def parameter_faults(given: Mapping[str, str], *, rehearsal: bool) -> Iterator[str]:
    for key, value in given.items():
        for one in value.split(",") if _is_address(key) else (value,):
            if fault := _address_fault(one.strip(), rehearsal=rehearsal):
                yield f"{key} {fault}"
    for key, means in TO_SAY.items():
        if not given.get(key):
            yield f'{key} is not said: give its address, or "{SAYS_NONE}" ({means})'


def training_faults(given: Mapping[str, str], routes: Path) -> Iterator[str]:
    """Of a stage to practise in (Training = "yes"): what would leave it. Its routes were found good before."""
    if given.get("Training") != "yes":
        return
    for key, value in given.items():
        if key.endswith("Url") and not key.startswith(_OF_SIGNING_IN) and value not in ("", SAYS_NONE):
            yield f'{key} leads out of a training stage: say "{SAYS_NONE}"'
    for office in load_offices(routes.read_text("utf-8")).offices():
        if office.mode != "worklist" or not office.id.startswith(TRAINING):
            yield f"{office.id} is no {TRAINING}… worklist: items would leave a training stage"


def _is_address(key: str) -> bool:
    return key.endswith("Url") or key in _ADDRESSES


def _address_fault(address: str, *, rehearsal: bool) -> str | None:
    if PLACEHOLDER in address:
        return "is still an example, give this stage's own"
    if not rehearsal and is_this_machine(address):
        return f"leads to the machine that asks ({address}): nothing of this stage answers there"
    return None


def is_this_machine(address: str) -> bool:
    """Loopback, nowhere in particular, or the link: from a Lambda none of them leads anywhere."""
    try:
        host = (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        found = ip_address(host)
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified or found.is_link_local


def route_faults(named: Any, folder: Path, training: Training | None, *, rehearsal: bool) -> Iterator[str]:
    """`named`: the stage's own word for its file of routes, in the folder of stages."""
    if not isinstance(named, str) or not (path := folder / named).is_file():
        where = f"{named} is not there" if named else "routes is not said"
        yield f"{where}: name this stage's own file of routes (docs/runbook.md, Deploy)"
        return
    try:
        offices = load_offices(path.read_text("utf-8"))
        item_codes_beside(path)
        calendar_beside(path)
    except (BadRoutes, BadItemCodes, BadHolidays) as error:
        yield f"{named}: {error}"
        return
    yield from (f"{named}: {fault}" for fault in _office_faults(offices, rehearsal=rehearsal))
    if training:
        yield from real_offices(offices, training)


def _office_faults(offices: TableOffices, *, rehearsal: bool) -> Iterator[str]:
    found = offices.offices()
    if not found:
        yield "there is no office in it"
    for office in found:
        if fault := _office_fault(office, rehearsal=rehearsal):
            yield f"{office.id} {fault}"


def _office_fault(office: Office, *, rehearsal: bool) -> str | None:
    if rehearsal:
        return None
    if office.id.startswith(SANDBOX):
        return "is the sandbox's, give the office's own"
    if fault := _address_fault(office.endpoint, rehearsal=False):
        return fault
    if office.endpoint and not office.endpoint.startswith("https://"):
        return "is reached without TLS, although it is sent forms: https only"
    return None
