"""医疗保障: the fields each of its items may see.

Cover, history and voucher; of the service only its dates and what decides the kind of cover.
"""

from collections.abc import Mapping

from schemas.codes import Department

DEPARTMENT = Department.HEALTHCARE_SECURITY

FIELDS: Mapping[str, tuple[str, ...]] = {
    "medical_insurance": (
        "person.name",
        "person.id_number",
        "person.sex",
        "person.birth_date",
        "person.phone",
        "person.contact_address",
        "service.placement_type",
        "service.discharged_on",
        "insurance.medical_type",
        "insurance.medical_start",
    ),
    "medical_transfer": (
        "person.name",
        "person.id_number",
        "person.phone",
        "service.rank_class",
        "service.enlisted_on",
        "service.discharged_on",
        "insurance.medical_type",
        "insurance.medical_history",
        "insurance.medical_voucher",
    ),
}
