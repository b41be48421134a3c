"""人力资源社会保障: the fields each of its items may see.

No proof beyond the ID number is asked (社会保险经办条例 Art 31), so no household and no bank account leaves.
"""

from collections.abc import Mapping

from schemas.codes import Department

DEPARTMENT = Department.HUMAN_RESOURCES

FIELDS: Mapping[str, tuple[str, ...]] = {
    "social_insurance": (
        "person.name",
        "person.id_number",
        "person.sex",
        "person.birth_date",
        "person.phone",
        "person.contact_address",
        "service.placement_type",
        "service.discharged_on",
        "insurance.pension_type",
        "insurance.pension_start",
    ),
    "pension_transfer": (
        "person.name",
        "person.id_number",
        "person.phone",
        "service.placement_type",
        "service.enlisted_on",
        "service.discharged_on",
        "service.certificate_number",
        "insurance.pension_type",
        "insurance.pension_voucher",
    ),
    "social_security_card": (
        "person.name",
        "person.id_number",
        "person.sex",
        "person.birth_date",
        "person.ethnicity",
        "person.phone",
        "person.contact_address",
        "insurance.social_card",
        "insurance.card_bank",
        "insurance.photo_consent",
    ),
}
