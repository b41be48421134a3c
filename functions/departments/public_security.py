"""公安: the fields each of its items may see.

Household, card and licence each have a desk of their own, and each sees its own section.
"""

from collections.abc import Mapping

from schemas.codes import Department

DEPARTMENT = Department.PUBLIC_SECURITY

FIELDS: Mapping[str, tuple[str, ...]] = {
    "household_registration": (
        "person.name",
        "person.id_number",
        "person.sex",
        "person.birth_date",
        "person.ethnicity",
        "person.phone",
        "person.contact_address",
        "service.placement_type",
        "service.enlisted_on",
        "service.discharged_on",
        "service.certificate_number",
        "destination.city",
        "destination.county",
        "destination.town",
        "destination.address",
        "household.cancelled_at_enlistment",
        "household.police_station",
        "household.move_in_address",
        "household.landing_type",
        "household.host.name",
        "household.host.id_number",
        "household.host.relation",
        "household.host.phone",
    ),
    "identity_card": (
        "person.name",
        "person.id_number",
        "person.sex",
        "person.birth_date",
        "person.ethnicity",
        "person.phone",
        "person.contact_address",
        "destination.city",
        "destination.county",
        "destination.town",
        "destination.address",
        "identity_card.reason",
        "identity_card.holds_valid_card",
    ),
    "driving_licence": (
        "person.name",
        "person.id_number",
        "person.sex",
        "person.birth_date",
        "person.phone",
        "person.contact_address",
        "service.discharged_on",
        "service.certificate_number",
        "driving.licence",
        "driving.licence_class",
        "driving.licence_number",
        "driving.valid_until",
        "driving.medical_check",
        "driving.large_vehicle_experience",
    ),
}
