import csv
from io import StringIO

import pytest

from functions.domain.national.item_fields import COLUMNS, BadTable, item_row, rows_csv, table_differences
from schemas.catalogue.edition import CURRENT, load_edition
from tests.support.each import each

EDITION = load_edition(CURRENT)
CODE = "11440106007508683Q4442106043001"
HEADS = "本系统事项代码（item，待核定）,承诺办结时限（promise_day）,承诺办结时限单位（promise_type）,visits"


def row(code: str, implementation: str | None = None) -> dict[str, str]:
    return item_row(EDITION.item(code), EDITION, "示例机关", implementation)


def test_an_item_is_told_by_the_national_columns_and_what_nobody_confirmed_is_empty() -> None:
    card = row("identity_card", CODE)

    assert tuple(card) == tuple(column.name for column in COLUMNS)
    assert (card["task_code"], card["catalog_code"]) == (CODE, "442106043001")
    assert (card["anticipate_day"], card["anticipate_type"]) == ("60", "2")
    assert (card["promise_day"], card["promise_type"], card["visits"], card["task_type"]) == ("", "", "", "")
    assert card["after"] == "户口登记（退役军人恢复户口）"
    assert row("driving_licence")["task_type"] == "01"


def test_a_column_whose_name_is_not_public_says_so() -> None:
    (heads, *_) = csv.reader(StringIO(rows_csv([]).lstrip("\ufeff")))

    told = {one.name: head for one, head in zip(COLUMNS, heads, strict=True)}
    assert told["promise_day"] == "承诺办结时限（promise_day）"
    assert told["visits"] == "到办事现场次数（visits，待核定）"


def test_a_table_opens_in_excel_and_holds_no_formula() -> None:
    text = rows_csv([{**row("identity_card"), "conditions": "=1+1", "result": "@x"}])

    assert text.startswith("\ufeff")
    assert "'=1+1" in text
    assert "'@x" in text


def test_what_is_read_in_again_unchanged_differs_in_nothing() -> None:
    text = rows_csv([row(item.code) for item in EDITION.items])

    assert table_differences(text, EDITION) == ()


def test_limits_and_visits_that_the_table_tells_otherwise_are_found() -> None:
    text = f"{HEADS}\nidentity_card,25,2,1\n,,,\nsocial_insurance,,,\nservice_check,3,1,\n"

    found = table_differences(text, EDITION)

    assert found == (
        {"item": "identity_card", "figure": "promised", "value": 25, "unit": "natural_day"},
        {"item": "identity_card", "figure": "visits", "value": 1},
        {"item": "service_check", "figure": "promised", "value": 3, "unit": "working_day"},
    )


@each(
    "text, words",
    [
        ("", "第 1 行"),
        ("a,b\n1,2", "第 1 行"),
        (f"{HEADS}\npassport,1,1,1", "第 2 行：事项目录中没有“passport”。"),
        (f"{HEADS}\nidentity_card,25,9,1", "第 2 行：promise_type"),
        (f"{HEADS}\n\nidentity_card,二十五,2,1", "第 3 行：promise_day"),
        (f"{HEADS}\nidentity_card,25,2,many", "第 2 行：visits"),
    ],
    ids=["nothing", "no column", "no item", "no unit", "no number", "no visits"],
)
def test_what_cannot_be_read_is_told_by_its_line(text: str, words: str) -> None:
    with pytest.raises(BadTable) as error:
        table_differences(text, EDITION)

    assert str(error.value).startswith(words)
