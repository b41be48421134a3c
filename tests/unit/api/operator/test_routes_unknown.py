from dataclasses import replace

from functions.shapes.operator.unknown import MOST_LISTED
from functions.usecases.record_kinds.office import RESTORED
from functions.usecases.records import new_record
from tests.support.client import Api
from tests.support.fakes.tokens import FakeTokens
from tests.support.manifests import OFFICE, line, sent
from tests.support.offices_without_systems import OPERATOR
from tests.support.world import APPLICANT, World

PATH = "/v1/operator/unknown-items"


def api(world: World) -> Api:
    tokens = FakeTokens(operator=OPERATOR, soldier=APPLICANT)
    return Api(replace(world.deps, tokens=tokens))


def test_operators_read_what_the_ledger_lacks_since_the_backup() -> None:
    world = World()
    sent(world, line(1, "done", outcome="granted"))
    body = {"at": "2026-11-25T03:00:00+00:00", "of": "2026-11-25T02:30:00+00:00"}
    world.store.put(new_record(RESTORED, body["at"], body))

    found = api(world).get(PATH, authorization="Bearer operator")

    assert found.status == 200
    (office,) = found.json["offices"]
    assert (office["office"], office["department_text"], office["total"]) == (OFFICE, "退役军人事务", 1)
    assert office["items"] == [
        {
            "reference": "TY2611240000000001X",
            "item": "discharge_report",
            "item_name": "退役报到",
            "theirs": "granted",
            "theirs_text": "办结",
        }
    ]
    assert found.json["restored"] == {"at": "2026-11-25T03:00:00Z", "of": "2026-11-25T02:30:00Z"}
    assert "2026年11月25日 10:30 的备份" in found.json["next_steps"]


def test_where_nothing_is_unknown_it_says_so_and_others_are_not_told() -> None:
    world = World()

    found = api(world).get(PATH, authorization="Bearer operator")

    assert (found.json["offices"], found.json["restored"]) == ([], None)
    assert found.json["next_steps"] == "报过每日清单的机构，最近一次清单里的事项，台账里都有。"
    assert api(world).get(PATH, authorization="Bearer soldier").status == 403


def test_the_list_holds_the_first_of_each_office_and_the_rest_is_had_office_by_office() -> None:
    world = World()
    sent(world, *(line(number) for number in range(MOST_LISTED + 5)))
    operators = api(world)

    (listed,) = operators.get(PATH, authorization="Bearer operator").json["offices"]
    (alone,) = operators.get(f"{PATH}?office={OFFICE}", authorization="Bearer operator").json["offices"]

    assert (len(listed["items"]), listed["total"]) == (MOST_LISTED, MOST_LISTED + 5)
    assert (len(alone["items"]), alone["total"]) == (MOST_LISTED + 5, MOST_LISTED + 5)
    assert operators.get(f"{PATH}?office=nowhere-440106", authorization="Bearer operator").status == 404
