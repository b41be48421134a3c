from schemas.national.columns import Column, columns_of
from schemas.national.export import TABLES
from tests.support.each import each


@each("table", TABLES)
def test_every_table_has_its_columns_each_once(table: str) -> None:
    names = [column.name for column in columns_of(table)]
    kinds = {column.kind for column in columns_of(table)}

    assert len(names) == len(set(names))
    assert kinds <= {"varchar", "int", "datetime"}
    # A certificate is told by its own number.
    keys = {"certificate_number"} if table == "up_lic_data" else {"project_no", "row_guid"}
    assert {*keys, "data_source", "cd_operation", "cd_batch", "cd_time"} <= set(names)


def test_a_column_says_what_it_can_hold() -> None:
    found = {column.name: column for column in columns_of("up_pro_accept")}

    assert found["task_version"] == Column(
        "task_version", "int", 10, required=True, is_code=False, meaning="事项版本"
    )
    assert (found["accept_date"].kind, found["accept_date"].required) == ("datetime", True)
    assert (found["accept_doc_no"].size, found["accept_doc_no"].required) == (50, False)
    assert found["apply_type"].is_code
