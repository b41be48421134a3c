"""军区动员（人民武装）: the fields each of its items may see.

The service check sees identity and service only; the record of service never meets bank or insurance.
"""

from collections.abc import Mapping

from schemas.codes import Department

DEPARTMENT = Department.MOBILIZATION

FIELDS: Mapping[str, tuple[str, ...]] = {
    "service_check": (
        "person.name",
        "person.id_number",
        "person.sex",
        "person.birth_date",
        "service.placement_type",
        "service.rank_class",
        "service.branch",
        "service.enlisted_on",
        "service.discharged_on",
        "service.certificate_number",
        "service.unit_code",
    ),
    "reserve_registration": (
        "person.name",
        "person.id_number",
        "person.sex",
        "person.birth_date",
        "person.phone",
        "person.contact_address",
        "person.education",
        "service.rank_class",
        "service.branch",
        "service.enlisted_on",
        "service.discharged_on",
        "service.certificate_number",
        "service.unit_code",
        "destination.city",
        "destination.county",
        "destination.town",
        "destination.address",
        "reserve.designated",
        "reserve.speciality",
    ),
}
