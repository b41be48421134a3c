"""A department's developer sees each call to their system, and has sent again what it lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.access import Principal
from functions.domain.errors import DepartmentUnavailable
from functions.usecases.office.which_office import id_of_round
from functions.usecases.upkeep.sweep import sweep
from schemas.codes import Department, Role
from tests.support.each import each
from tests.support.fakes.cookies import PlainCookies
from tests.support.fakes.damaged_places import damaged_world
from tests.support.fakes.signatures import FakeSignatures
from tests.support.office_desk import Desk
from tests.support.pages import Site
from tests.support.world import World

CHECK = "service_check"
DEVELOPER = Principal("developer", Role.DEPARTMENT_STAFF, "440106", Department.MOBILIZATION)
REASON = {"reason": "数据库恢复到昨天，请重新取。"}


class Kit:
    def __init__(self, world: World | None = None) -> None:
        self.world = world or World()
        self.world.deps = replace(self.world.deps, cookies=PlainCookies())
        self.case_id = self.world.submitted()
        self.world.dispatched(self.case_id, CHECK)

    @property
    def reference(self) -> str:
        return self.world.ledger(self.case_id).case.reference

    @property
    def office(self) -> str:
        return id_of_round(self.world.item(self.case_id, CHECK), self.world.deps)

    def site(self, who: Principal = DEVELOPER) -> Site:
        return Site(self.world.deps).signed_in(who)

    def again(self) -> int:
        self.world.clock.advance(timedelta(minutes=1))
        sweep(self.world.deps)
        return sum(one.key.endswith("/again-1") for one in self.world.gateway.sent)


def test_each_call_is_there_with_what_came_back() -> None:
    kit = Kit()
    other = kit.world.submitted()
    error = DepartmentUnavailable(retry_after_seconds=600, said="HTTP 503：系统维护", status=503)
    kit.world.gateway.script(CHECK, [error])
    with pytest.raises(DepartmentUnavailable):
        kit.world.dispatched(other, CHECK)

    page = kit.site().get(kit.site().get("/kit").link("投递记录"))

    wanted = (
        f"{kit.case_id}/{CHECK}/1",
        f"{other}/{CHECK}/1",
        "HTTP 503：系统维护",
        "已收下",
        "没有收下",
        "自动再试",
    )
    assert [words for words in wanted if words not in page.words] == []
    assert page.words.index(other) < page.words.index(kit.case_id)
    assert "测试甲" not in page.html


def test_one_is_looked_at_and_sent_again_once() -> None:
    kit = Kit()
    look = kit.site().get(kit.site().get("/kit/deliveries").link("再发一次"))

    bare = kit.site().submit(look, {"reason": ""}, action="/kit/resend")
    done = [kit.site().submit(look, REASON, action="/kit/resend") for _ in range(2)]

    assert kit.reference in look.words
    assert (bare.status, bool(bare.errors)) == (422, True)
    assert all("已记录" in one.words for one in done)
    assert "已记录" not in kit.site().get(f"/kit/deliveries?office={kit.office}&done=1").words
    assert kit.world.kinds(kit.case_id).count("resent") == 1
    assert kit.again() == 1


def test_all_since_a_time_are_shown_before_they_are_sent() -> None:
    kit = Kit()
    chosen = kit.site().get(kit.site().get("/kit/deliveries").link("某一时刻以后"))

    look = kit.site().submit(chosen, {"hours": "6"}, action="/kit/resend")
    done = kit.site().submit(look, REASON, action="/kit/resend")

    assert kit.reference in look.words
    assert "已记录" in done.words
    assert kit.again() == 1


def test_what_was_answered_is_not_offered() -> None:
    kit = Kit()
    kit.world.answered(kit.case_id, CHECK, "accepted")

    look = kit.site().get(kit.site().get("/kit/deliveries").link("再发一次"))
    since = kit.site().get(f"/kit/resend?office={kit.office}&hours=24")

    assert "不再发" in look.words
    assert look.soup.select("main form[method=post]") == []
    assert "没有可以再发的事项" in since.words


@each("asked", ["since=yesterday", "reference=x&item=service_check", "hours=9"])
def test_an_address_that_somebody_wrote_by_hand_does_no_harm(asked: str) -> None:
    kit = Kit()

    opened = kit.site().get(f"/kit/resend?office={kit.office}&{asked}")

    assert opened.status in (200, 404, 422)


def test_a_case_is_found_by_its_reference_also_when_it_is_over() -> None:
    kit = Kit()
    kit.world.answered(kit.case_id, CHECK, "granted")
    list_ = kit.site().get("/kit/deliveries")

    found = kit.site().submit(list_, {"reference": kit.reference}, action="/kit/deliveries")
    wrong = kit.site().submit(list_, {"reference": "TY0"}, action="/kit/deliveries")

    assert kit.reference not in list_.words
    assert f"{kit.case_id}/{CHECK}/1" in found.words
    assert wrong.errors


def test_an_office_that_is_not_theirs_does_not_exist() -> None:
    kit = Kit()
    far = Principal("far", Role.DEPARTMENT_STAFF, "445200", Department.MOBILIZATION)
    police = Principal("police", Role.DEPARTMENT_STAFF, "440106", Department.PUBLIC_SECURITY)

    for who in (far, police):
        for page in ("deliveries", "resend"):
            assert kit.site(who).get(f"/kit/{page}?office={kit.office}").status == 404
        assert kit.case_id not in kit.site(who).get("/kit/deliveries").html


def test_whoever_has_no_system_is_told_so() -> None:
    page = Desk().site().get("/kit/deliveries")

    assert "没有接入业务系统" in page.words
    assert Desk().site().get("/kit/resend").status == 404


def test_keys_are_shown_by_their_fingerprints() -> None:
    kit = Kit()
    kit.world.deps = replace(kit.world.deps, signatures=FakeSignatures(keys=2))

    page = kit.site().get(kit.site().get("/kit").link("密钥"))

    marks = FakeSignatures(keys=2).marks(["mobilization"])
    assert all(one.fingerprint in page.words for one in marks)
    assert "正在轮换" in page.words
    assert "whsec_" not in page.html


def test_what_cannot_be_read_is_told_on_the_log_and_before_all_is_sent_again() -> None:
    world, store = damaged_world()
    kit = Kit(world)
    store.damaged_case = kit.case_id

    log = kit.site().get("/kit/deliveries")
    again = kit.site().get("/kit/resend?hours=24")

    assert "有 1 个事项的记录暂时读不出，没有丢失，请联系运行管理员。" in log.words
    assert "有 1 个事项的记录暂时读不出，没有丢失，但这次不能再发，请联系运行管理员。" in again.words
    assert "还没有向贵单位的系统发送过事项" not in log.words
    assert "没有可以再发的事项" not in again.words
