from schemas.catalogue.ceilings import CEILINGS, beyond
from schemas.codes import Department
from schemas.form.application import Application
from schemas.form.paths import leaf_paths
from tests.support.each import each

PATHS = tuple(leaf_paths(Application))
EVERYBODYS = {"person", "service"}
# Whatever an edition says: which department alone may ever see a section besides the person's and the service's.
ONLY = {
    "bank": {Department.VETERANS_AFFAIRS},
    "employment": {Department.VETERANS_AFFAIRS},
    "household": {Department.PUBLIC_SECURITY},
    "identity_card": {Department.PUBLIC_SECURITY},
    "driving": {Department.PUBLIC_SECURITY},
    "insurance": {Department.HUMAN_RESOURCES, Department.HEALTHCARE_SECURITY},
    "reserve": {Department.MOBILIZATION},
    "destination": {Department.VETERANS_AFFAIRS, Department.PUBLIC_SECURITY, Department.MOBILIZATION},
    "delivery": {Department.PUBLIC_SECURITY, Department.HUMAN_RESOURCES},
    "items": set(),
    # The applicant says it of themselves; what of it concerns an office comes with the results.
    "held": set(),
}


def seen(department: Department) -> set[str]:
    return set(PATHS) - set(beyond(department, PATHS))


def test_every_department_has_a_ceiling_of_fields_that_the_form_has() -> None:
    assert set(CEILINGS) == set(Department)
    for entries in CEILINGS.values():
        assert [
            entry for entry in entries if entry not in PATHS and entry not in Application.model_fields
        ] == []


def test_a_section_is_seen_by_these_departments_at_most() -> None:
    readers: dict[str, set[Department]] = {path.split(".")[0]: set() for path in PATHS}
    for department in Department:
        for path in seen(department):
            readers[path.split(".")[0]].add(department)

    assert {section: who for section, who in readers.items() if section not in EVERYBODYS} == ONLY


@each(
    "department, section, start",
    [
        (Department.HUMAN_RESOURCES, "insurance", "medical"),
        (Department.HEALTHCARE_SECURITY, "insurance", ("pension", "social", "card", "photo")),
        (Department.PUBLIC_SECURITY, "service", ("unit", "branch", "merit", "disability")),
        (Department.HUMAN_RESOURCES, "service", ("unit", "branch", "merit", "disability")),
        (Department.HEALTHCARE_SECURITY, "service", ("unit", "branch", "merit", "disability")),
        (Department.MOBILIZATION, "service", ("merit", "disability")),
    ],
)
def test_of_a_shared_section_a_department_never_sees_the_others_part(
    department: Department, section: str, start: str | tuple[str, ...]
) -> None:
    names = {path.partition(".")[2] for path in seen(department) if path.startswith(f"{section}.")}

    assert names
    assert not [name for name in names if name.startswith(start)]


def test_a_fields_name_that_begins_like_an_entry_is_not_under_it() -> None:
    assert beyond(Department.VETERANS_AFFAIRS, ("bank.account", "bank_account", "bank")) == ("bank_account",)
