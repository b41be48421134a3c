"""Requests that are made beforehand: in the shares that were said, and none of what writes twice."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from infra.embedded.secrets import FileSecrets
from infra.growth.picking import Picks
from infra.load.prepared import MIX, PreparedRequests
from schemas.codes import Department


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_hundred_have_each_kind_in_its_share_and_no_key_twice(tmp_path: Path) -> None:
    key = FileSecrets(tmp_path / "secrets.json").keys(Department.VETERANS_AFFAIRS)[0]
    prepared = PreparedRequests(tmp_path, Picks(400, date(2026, 11, 29), 200), key)

    prepared.write(tmp_path / "first", 100)
    prepared.write(tmp_path / "second", 100)

    first, second = lines(tmp_path / "first"), lines(tmp_path / "second")
    keys = [line["key"] for line in first + second if line["key"]]
    assert Counter(line["kind"] for line in first) == MIX
    assert len(keys) == len(set(keys)) == 2 * (MIX["submission"] + MIX["webhook"])
    # Spread out: no ten in a row are of one kind.
    assert all(len({line["kind"] for line in first[at : at + 10]}) > 2 for at in range(0, 100, 10))
