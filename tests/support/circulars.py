"""Circulars of the province and of Guangzhou, and who issues and reads them."""

from functions.domain.case.access import Principal
from functions.ports.case_store import Record
from functions.usecases.operator.circular_answers import open_questions
from functions.usecases.operator.circulars import circulars, publish
from schemas.codes import Department, Role
from schemas.operator.circulars import CircularOrder
from schemas.wire import PROVINCE
from tests.support.make import NOW
from tests.support.world import World

PROVINCIAL = Principal("operator-p", Role.OPERATOR, PROVINCE)
GUANGZHOU = Principal("operator-g", Role.OPERATOR, "440100")
CLERK = Principal("clerk-t", Role.CLERK, "440106")
FAR_CLERK = Principal("clerk-s", Role.CLERK, "440305")
POLICE = Principal("staff-p", Role.DEPARTMENT_STAFF, "440106", Department.PUBLIC_SECURITY)
SOCIAL = Principal("staff-h", Role.DEPARTMENT_STAFF, "440106", Department.HUMAN_RESOURCES)
ORDER = CircularOrder(
    region=PROVINCE,
    kind="rule",
    title="恢复户口的办理口径",
    text="退役军人恢复户口，凭介绍信和退役证件办理，不再要求其他证明。",
    effective_on=NOW.date(),
)


def published(world: World, by: Principal = PROVINCIAL, *, key: str = "key-00001", **changed: object) -> str:
    return publish(ORDER.model_copy(update=changed), by=by, key=key, deps=world.deps).key


def listed(world: World, by: Principal, words: str = "", **asked: object) -> list[str]:
    page = circulars(words, by=by, limit=20, cursor=None, deps=world.deps, **asked)  # type: ignore[arg-type]
    return [one.key for one in page.entries]


def open_to(world: World, by: Principal) -> list[Record]:
    page = open_questions(by=by, limit=20, cursor=None, deps=world.deps)
    return [one.record for one in page.entries]
