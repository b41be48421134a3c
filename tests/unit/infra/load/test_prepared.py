"""Requests that are made beforehand: in the shares that were said, and none of what writes twice."""

import json
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from infra.embedded.secrets import FileSecrets
from infra.growth.picking import Picks
from infra.load.prepared import MIX, PreparedRequests, due_times
from schemas.codes import Department


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.slow
def test_a_hundred_have_each_kind_in_its_share_and_no_key_twice(tmp_path: Path) -> None:
    key = FileSecrets(tmp_path / "secrets.json").keys(Department.VETERANS_AFFAIRS)[0]
    prepared = PreparedRequests(tmp_path, Picks(400, date(2026, 11, 29), 200), key)

    prepared.write(tmp_path / "first", due_times(50, 2))
    prepared.write(tmp_path / "second", due_times(10, 10))

    first, second = lines(tmp_path / "first"), lines(tmp_path / "second")
    keys = [line["key"] for line in first + second if line["key"]]
    assert Counter(line["kind"] for line in first) == MIX
    assert len(keys) == len(set(keys)) == 2 * (MIX["submission"] + MIX["webhook"])
    # Spread out: no ten in a row are of one kind.
    assert all(len({line["kind"] for line in first[at : at + 10]}) > 2 for at in range(0, 100, 10))


def test_they_come_by_chance_all_in_time_and_in_the_same_way_each_run() -> None:
    due = due_times(20, 10)

    gaps = [after - before for before, after in pairwise(due)]
    assert due == due_times(20, 10)
    assert len(due) == 200
    assert 0 <= due[0] < due[-1] <= 10
    # Of each tenth of a second some have several, and some none: nobody waits for anybody.
    assert min(gaps) < 0.01 < 0.15 < max(gaps)


def test_each_says_when_it_is_due(tmp_path: Path) -> None:
    key = FileSecrets(tmp_path / "secrets.json").keys(Department.VETERANS_AFFAIRS)[0]

    PreparedRequests(tmp_path, Picks(400, date(2026, 11, 29), 200), key).write(tmp_path / "r", (0.5, 1.25))

    assert [line["due"] for line in lines(tmp_path / "r")] == [0.5, 1.25]
