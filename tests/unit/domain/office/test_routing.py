"""Which place an office's id names."""

from functions.domain.office.routing import place_of_office, set_office_id
from schemas.codes import Department


def test_an_id_names_the_place_that_an_operator_set_and_any_other_none() -> None:
    ours = set_office_id(Department.PUBLIC_SECURITY, "440106")

    assert place_of_office(ours) == (Department.PUBLIC_SECURITY, "440106")
    assert place_of_office("office-customs-440106") is None
    assert place_of_office("gz-tianhe-ga") is None
