"""What a department may see at most, whatever an edition says: an independent guard, so that no slip of a TOML file leaks.

An entry is a section with all its fields, or one field. An edition that asks for more than this is not loaded.
"""

from collections.abc import Iterable, Mapping

from schemas.codes import Department

_PERSON = (
    *("person.name", "person.id_number", "person.sex", "person.birth_date", "person.ethnicity"),
    *("person.phone", "person.contact_address"),
)
_SERVICE = (
    *("service.placement_type", "service.rank_class", "service.enlisted_on", "service.discharged_on"),
    "service.certificate_number",
)
_PENSION = (
    *("insurance.pension_type", "insurance.pension_start", "insurance.pension_base"),
    *("insurance.pension_link", "insurance.pension_voucher"),
)
_CARD = ("insurance.social_card", "insurance.card_bank", "insurance.photo_consent")
_MEDICAL = (
    *("insurance.medical_request", "insurance.medical_change"),
    *("insurance.medical_type", "insurance.medical_start"),
    *("insurance.medical_history", "insurance.medical_voucher"),
)

CEILINGS: Mapping[Department, tuple[str, ...]] = {
    # The report takes the whole record of service.
    Department.VETERANS_AFFAIRS: ("person", "service", "destination", "bank", "employment"),
    Department.PUBLIC_SECURITY: (
        *_PERSON,
        *_SERVICE,
        *("destination", "household", "identity_card", "driving", "delivery"),
    ),
    # No proof beyond the ID number is asked (社会保险经办条例 Art 31), so no household and no bank account leaves.
    Department.HUMAN_RESOURCES: (*_PERSON, *_SERVICE, *_PENSION, *_CARD, "delivery"),
    Department.HEALTHCARE_SECURITY: (*_PERSON, *_SERVICE, *_MEDICAL),
    # The record of service never meets bank or insurance.
    Department.MOBILIZATION: (
        *_PERSON,
        *_SERVICE,
        *(
            "person.education",
            "service.branch",
            "service.unit_code",
            "service.placement_fixed_on",
            "destination",
            "reserve",
        ),
    ),
}


def beyond(department: Department, paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that the department may never see."""
    allowed = CEILINGS[department]
    return tuple(path for path in paths if not any(_within(path, entry) for entry in allowed))


def _within(path: str, entry: str) -> bool:
    return path == entry or path.startswith(f"{entry}.")
