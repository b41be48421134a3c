import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Start
from tests.support.machine import SAMPLE, Machine, until
from tests.support.personal import found_in, personal_values

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def _history(machine: Machine, case_id: str) -> str:
    pages, cursor = [], ""
    while True:
        path = f"/v1/operator/cases/{case_id}/executions/1?limit=1000{cursor}"
        page = machine.get(path).json()
        pages.append(json.dumps(page, ensure_ascii=False))
        if page["history"]["cursor"] is None:
            return "".join(pages)
        cursor = f"&cursor={page['history']['cursor']}"


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes().decode("utf-8", "replace")


def test_nothing_personal_is_in_a_log_an_execution_or_a_file_on_disk(start: Start) -> None:
    machine = start(
        {"items": {"reserve_registration": {"refuse_with": 422}, "identity_card": {"forged": True}}}
    )
    case_id = machine.submit()
    until(lambda: sum(1 for outcome in machine.outcomes(case_id).values() if outcome) == 11, seconds=30)
    broken = SAMPLE.replace(b"440106200301010010", b"440106200301010011")
    refused = machine.post("/v1/cases", broken, identity="applicant-2")

    history = _history(machine, case_id)
    files = dict(_files(machine.folder))

    assert len(personal_values()) > 15
    assert refused.status == 422
    assert "440106200301010011" not in refused.data.decode()
    assert "TaskStateEntered" in history
    assert found_in(history) == set()
    assert {name: found_in(text) for name, text in files.items()} == {name: set() for name in files}
    assert "440106200301010011" not in "".join(files.values())
