import csv
from io import StringIO

from functions.domain.tables import spreadsheet
from tests.support.each import each


@each("cell", ["=1+1", "+86", "-1", "@now", "\tx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    (line,) = csv.reader(StringIO(spreadsheet([[cell, "12"]]).removeprefix("\ufeff")))

    assert line == [f"'{cell}", "12"]


def test_excel_is_told_that_it_is_utf_8() -> None:
    assert spreadsheet([["退役报到"]]).startswith("\ufeff退役报到")
