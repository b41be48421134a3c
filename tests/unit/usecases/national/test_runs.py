from hashlib import sha256

import pytest

from functions.domain.conflicts import KeyReused
from functions.usecases.national.runs import WantedRun, begin_export, export_runs
from functions.usecases.record_kinds import end_of
from functions.usecases.record_kinds.national import EXPORT_SENT
from functions.usecases.records import new_record
from tests.support.incidents import OPERATOR
from tests.support.world import World

WANTED = WantedRun("按月上报国家平台")
KEY = "key-00001"


def test_a_key_begins_one_export_however_often_it_is_sent() -> None:
    deps = World().deps

    first, second = (begin_export(WANTED, by=OPERATOR, key=KEY, deps=deps) for _ in range(2))

    assert first == second
    assert len(export_runs(by=OPERATOR, limit=10, cursor=None, deps=deps).entries) == 1


@pytest.mark.parametrize(
    "other",
    [WantedRun("另一个理由"), WantedRun(WANTED.reason, unmasked=True), WantedRun(WANTED.reason, "440100")],
    ids=["reason", "unmasked", "city"],
)
def test_a_key_that_asks_for_another_export_is_refused_and_begins_none(other: WantedRun) -> None:
    deps = World().deps
    begin_export(WANTED, by=OPERATOR, key=KEY, deps=deps)

    with pytest.raises(KeyReused):
        begin_export(other, by=OPERATOR, key=KEY, deps=deps)

    assert [run.reason for run in export_runs(by=OPERATOR, limit=10, cursor=None, deps=deps).entries] == [
        WANTED.reason
    ]


def test_a_key_of_the_release_before_which_kept_no_digest_still_leads_to_its_run() -> None:
    deps = World().deps
    name = sha256(f"{OPERATOR.subject}/{KEY}".encode()).hexdigest()
    end = end_of(EXPORT_SENT, deps.clock())
    deps.store.put(new_record(EXPORT_SENT, name, {"run": "0000-older"}, expires_at=end))

    assert begin_export(WANTED, by=OPERATOR, key=KEY, deps=deps).id == "0000-older"
