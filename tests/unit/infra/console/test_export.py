import json
from pathlib import Path

import pytest

from infra.console.client import Document, SystemAnswer
from infra.console.export import WantedExport, export_all
from infra.console.failure import Failure, Misused
from tests.support.each import each


class Exports:
    """Answers each order with the place where it ends, and remembers where it began."""

    def __init__(self, **headers: str) -> None:
        self.headers = headers
        self.began: list[object] = []

    def send(self, order: Document, key: str) -> SystemAnswer:
        self.began.append(order.get("cursor"))
        place = {"Lianban-Batch": "b", "Lianban-Cursor": f"place-{len(self.began)}", "Lianban-More": "false"}
        return SystemAnswer(
            200, json.dumps({"table": "up_pro_accept", "unfit": []}).encode(), {**place, **self.headers}
        )


def test_what_was_exported_of_a_city_is_no_place_to_go_on_from_for_all_of_them(tmp_path: Path) -> None:
    exports = Exports()

    for city in ("440100", None, "440100", None):
        export_all(exports.send, WantedExport(tmp_path, "每日汇聚", city), lambda parts, rows: None)

    assert exports.began == [None, None, "place-1", "place-2"]


def test_cases_that_could_not_be_read_are_named_where_the_export_ends(tmp_path: Path) -> None:
    exports = Exports(**{"Lianban-Unreadable": "case-1,case-2"})

    told = export_all(exports.send, WantedExport(tmp_path, "每日汇聚"), lambda parts, rows: None)

    assert told["unreadable"] == ["case-1", "case-2"]


@each("batch", ["../up", "/up", "..", "a/b", "", ".hidden"])
def test_whoever_answers_names_no_folder_elsewhere(tmp_path: Path, batch: str) -> None:
    exports, out = (
        Exports(**{"Lianban-Batch": str(tmp_path / "up") if batch == "/up" else batch}),
        tmp_path / "out",
    )

    with pytest.raises(Failure, match="批次号不对"):
        export_all(exports.send, WantedExport(out, "每日汇聚"), lambda parts, rows: None)

    assert [one.name for one in tmp_path.iterdir()] == ["out"]


@each("torn", [b"", b"\xff\xfe", b"two\nlines"])
def test_where_the_place_of_the_last_export_cannot_be_read_its_file_is_named_and_nothing_is_asked(
    tmp_path: Path, torn: bytes
) -> None:
    exports, wanted = Exports(), WantedExport(tmp_path, "每日汇聚")
    wanted.place.write_bytes(torn)

    with pytest.raises(Misused, match=str(wanted.place)):
        export_all(exports.send, wanted, lambda parts, rows: None)

    assert (exports.began, wanted.place.read_bytes()) == ([], torn)


def test_while_somebody_exports_into_a_folder_nobody_else_tells_the_same_there(tmp_path: Path) -> None:
    first, second = Exports(), Exports()

    def meanwhile(order: Document, key: str) -> SystemAnswer:
        with pytest.raises(Failure, match="正在导出到"):
            export_all(second.send, WantedExport(tmp_path, "每日汇聚"), lambda parts, rows: None)
        return first.send(order, key)

    export_all(meanwhile, WantedExport(tmp_path, "每日汇聚"), lambda parts, rows: None)

    assert (first.began, second.began) == ([None], [])
