from functions.domain.national.fit import fits, fitted
from schemas.national.columns import Column
from tests.support.each import each

NAME = Column("name", "varchar", 4, required=True, is_code=False, meaning="名称")
CODE = Column("code", "varchar", 2, required=False, is_code=True, meaning="代码")
TIME = Column("time", "datetime", 0, required=False, is_code=False, meaning="时间")
NUMBER = Column("number", "int", 10, required=False, is_code=False, meaning="版本")


@each(
    "column, value",
    [
        (NAME, "𠮷野家店"),
        (NAME, "abcd"),
        (CODE, "1"),
        (CODE, "9X"),
        (TIME, "2026-11-24 07:00:00"),
        (NUMBER, 3),
    ],
)
def test_lengths_are_of_characters_and_times_are_local(column: Column, value: object) -> None:
    assert fits(value, column)


@each(
    "column, value",
    [
        (NAME, "𠮷野家本店"),
        (NAME, 4),
        (CODE, "受理"),
        (CODE, "100"),
        (CODE, ""),
        (TIME, "2026-11-24T07:00:00+08:00"),
        (TIME, "2026-02-30 07:00:00"),
        (NUMBER, "3"),
        (NUMBER, True),
        (NUMBER, 2**31),
    ],
)
def test_what_a_receiver_refuses_does_not_fit(column: Column, value: object) -> None:
    assert not fits(value, column)


def test_a_row_has_every_column_and_names_what_is_wanting_and_what_did_not_fit() -> None:
    row = fitted({"local_note": "我方", "name": "太长的名称", "code": "1"}, (NAME, CODE, TIME))

    assert row == {
        "name": None,
        "code": "1",
        "time": None,
        "local_note": "我方",
        "pending": ["name"],
        "unfit": ["name"],
    }
