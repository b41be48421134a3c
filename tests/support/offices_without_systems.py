"""A world in which public security works in our worklist and mobilization exchanges files, and their staff."""

import json
from dataclasses import replace
from typing import Any

from functions.domain.case.access import Principal
from functions.domain.case.item import CaseItem
from functions.domain.office.exchange import canonical, digest_of
from functions.usecases.office.places import Place
from schemas.codes import Department, Role
from schemas.office.exchange import SignedFile
from schemas.office.routes import OfficeMode
from schemas.office.worklist import STAFF_ANSWER
from schemas.wire import Wire
from tests.support.fakes.clock import START
from tests.support.fakes.offices import FakeOffices
from tests.support.world import World

POLICE = Department.PUBLIC_SECURITY
RESERVES = Department.MOBILIZATION
HOUSEHOLD = "household_registration"
RESERVE = "reserve_registration"
MODES: dict[Department, OfficeMode] = {POLICE: "worklist", RESERVES: "exchange"}

ANNE = Principal("anne", Role.DEPARTMENT_STAFF, "440106", POLICE)
BELLA = Principal("bella", Role.DEPARTMENT_STAFF, "440106", POLICE)
FAR_AWAY = Principal("far", Role.DEPARTMENT_STAFF, "445200", POLICE)
OTHERS = Principal("other", Role.DEPARTMENT_STAFF, "440106", Department.HUMAN_RESOURCES)
KEEPER = Principal("keeper", Role.DEPARTMENT_STAFF, "440000", RESERVES)
OPERATOR = Principal("operator", Role.OPERATOR, "440000")


def without_systems(world: World | None = None) -> World:
    world = world or World()
    world.deps = replace(world.deps, offices=FakeOffices(modes=MODES))
    return world


def at_the_police(world: World) -> tuple[str, Place]:
    """A case of which the police have the household registration in their worklist, and another of their items not yet."""
    case_id = world.submitted("discharge_report", HOUSEHOLD, "identity_card")
    world.granted(case_id, "service_check", "discharge_report")
    world.dispatched(case_id, HOUSEHOLD, token="household")
    return case_id, Place(POLICE, case_id, HOUSEHOLD)


def at_the_reserves(world: World) -> tuple[str, CaseItem]:
    """A case of which the reserves' office behind the air gap has the reserve registration."""
    case_id = world.submitted("discharge_report", HOUSEHOLD, RESERVE)
    world.granted(case_id, "service_check", "discharge_report")
    return case_id, world.dispatched(case_id, RESERVE, token="reserve")


def reply(world: World, case_id: str, kind: str, code: str = RESERVE, **fields: Any) -> dict[str, Any]:
    whole = {"type": kind, "reference": world.ledger(case_id).case.reference, "item": code, "round": 1}
    needed = {"result": {"document": "预备役登记证"}} if kind == "granted" else {}
    return {**whole, "at": world.clock().isoformat(), **needed, **fields}


def answers_file(
    world: World, office: str, sequence: int, answers: list[dict[str, Any]], **changes: Any
) -> SignedFile:
    """As the office's own program would make it; `changes` are made before it is signed."""
    content = {"office": office, "sequence": sequence, "count": len(answers), "digest": digest_of(answers)}
    return signed(world, canonical({**content, "answers": answers, **changes}), f"answers-{sequence}")


def signed(world: World, content: str, id_: str, department: Department = RESERVES) -> SignedFile:
    now = world.clock()
    signature = world.deps.signatures.sign(department, id_, at=now, body=content.encode())
    return SignedFile(id=id_, timestamp=int(now.timestamp()), signature=signature, content=content)


def content_of(file: SignedFile) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.content)
    return found


def staff_answer(kind: str, **fields: Any) -> Wire:
    needed = {"result": {"document": "户口簿"}} if kind == "granted" else {}
    given = {"type": kind, "round": 1, "at": START.isoformat(), **needed, **fields}
    return STAFF_ANSWER.validate_python(given, strict=False)
