from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.case import Event
from functions.domain.errors import SealKeysMissing, StoreBusy
from functions.domain.refusals import IdentityUnavailable
from functions.ports.case_store import Record
from functions.usecases.health import SWEEP_LATE
from functions.usecases.upkeep.sweep import sweep
from schemas.catalogue.edition import CURRENT, load_edition
from tests.support.api_deps import house
from tests.support.client import Api
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.scanner import FakeScanner


def test_the_guide_says_what_is_to_be_confirmed_and_hides_our_own_bounds() -> None:
    answer = Api(house()).get("/v1/guide")

    items = {item["code"]: item for item in answer.json["items"]}
    assert len(items) == len(load_edition(CURRENT).items)
    assert items["household_registration"]["time_limits"][0]["text"] == "待核定"
    assert items["household_registration"]["department_text"] == "公安"
    assert "watch_days" not in answer.text
    assert "max-age" in answer.headers["cache-control"]
    assert {basis["source"] for basis in items["identity_card"]["legal_basis"]} <= set(answer.json["sources"])


def test_a_guide_already_held_is_not_sent_again() -> None:
    api = Api(house())
    etag = api.get("/v1/guide").headers["etag"]

    for held in (etag, f'"x", W/{etag}', "*"):
        answer = api.get("/v1/guide", if_none_match=held)
        assert (answer.status, answer.text) == (304, "")
    assert api.get("/v1/guide", if_none_match='"another"').status == 200


def test_regions_are_guangdongs_cities_with_their_counties() -> None:
    cities = {city["code"]: city for city in Api(house()).get("/v1/regions").json["cities"]}

    assert len(cities) == 21
    assert cities["441900"]["counties"] == []


def test_health_asks_the_ledger() -> None:
    class Busy(FakeCaseStore):
        def event(self, case_id: str, key: str) -> Event | None:
            raise StoreBusy

    assert Api(house()).get("/health").json["status"] == "ok"
    assert Api(house(store=Busy())).get("/health").status == 503


@pytest.mark.slow
@pytest.mark.together("openapi")
def test_the_documentation_is_served_as_html_with_its_own_policy() -> None:
    page = Api(house()).get("/docs")
    document = Api(house()).get("/openapi.json")

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "style-src 'sha256-" in page.headers["content-security-policy"]
    assert document.json["openapi"] == "3.1.0"


def test_regions_already_held_are_not_sent_again() -> None:
    api = Api(house())
    etag = api.get("/v1/regions").headers["etag"]

    assert api.get("/v1/regions", if_none_match=etag).status == 304


def test_whoever_asks_whether_it_is_ready_hears_of_the_last_sweep() -> None:
    deps = house()
    before = Api(deps).get("/ready").json
    sweep(deps, everything=True)

    after = Api(deps).get("/ready").json

    assert (before["swept_at"], before["sweep_age_seconds"]) == (None, None)
    assert (after["status"], after["sweep_age_seconds"], after["set_back"]) == ("ready", 0, 0)


def _no() -> None:
    raise IdentityUnavailable


def _lost() -> None:
    raise SealKeysMissing


def test_ready_names_every_part_that_does_not_hold_at_once() -> None:
    class Busy(FakeCaseStore):
        def record(self, kind: str, key: str) -> Record | None:
            raise StoreBusy

    deps = replace(house(store=Busy()), check_issuer=_no, check_keys=_lost, has_room=lambda: False)

    said = Api(deps).get("/ready")

    assert (said.status, said.json["code"]) == (503, "not-ready")
    assert [one["pointer"] for one in said.json["errors"]] == ["/ledger", "/keys", "/issuer", "/disk"]


def test_ready_names_the_ledger_while_what_was_acknowledged_cannot_be_written() -> None:
    def stuck() -> None:
        raise StoreBusy("写不进台账")

    said = Api(replace(house(), check_notes=stuck)).get("/ready")

    assert said.status == 503
    assert said.json["errors"] == [{"pointer": "/ledger", "detail": "写不进台账"}]


def test_a_sweep_that_is_late_is_told_by_ready() -> None:
    deps = house()
    sweep(deps, everything=True)
    later = replace(deps, clock=lambda: deps.clock() + SWEEP_LATE + timedelta(seconds=1))

    said = Api(later).get("/ready")

    assert (said.status, said.json["errors"][0]["pointer"]) == (503, "/sweep")


def test_after_a_standstill_a_server_that_was_started_just_now_has_time_for_its_first_sweep() -> None:
    deps = house()
    sweep(deps, everything=True)
    started = deps.clock() + timedelta(days=2)
    begun = replace(deps, began=started, clock=lambda: started + SWEEP_LATE)
    late = replace(begun, clock=lambda: started + SWEEP_LATE + timedelta(seconds=1))

    assert Api(begun).get("/ready").status == 200
    said = Api(late).get("/ready")
    assert (said.status, said.json["errors"][0]["pointer"]) == (503, "/sweep")
    assert "最近一次巡检已是 2890 分钟以前" in said.json["errors"][0]["detail"]
    assert "重新启动" not in said.json["errors"][0]["detail"]


def test_ready_tells_of_each_part() -> None:
    parts = {"ledger": "ok", "keys": "ok", "issuer": "ok", "disk": "none", "sweep": "pending"}

    assert Api(house()).get("/ready").json["parts"] == parts
    assert Api(replace(house(), has_room=lambda: True)).get("/ready").json["parts"]["disk"] == "ok"


def test_whoever_asks_whether_it_is_ready_hears_whether_files_are_scanned() -> None:
    off = Api(house()).get("/ready").json
    on = Api(replace(house(), scanner=FakeScanner())).get("/ready").json

    assert (off["virus_scan"], off["virus_scan_text"]) == ("off", "上传的材料未经病毒扫描")
    assert (on["virus_scan"], on["virus_scan_text"]) == ("on", "上传的材料经病毒扫描")
