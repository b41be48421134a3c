"""退役军人事务: the fields each of its items may see.

The report takes the whole record of service; the bank account leaves only for the subsidy that is paid into it.
"""

from collections.abc import Mapping

from schemas.codes import Department

DEPARTMENT = Department.VETERANS_AFFAIRS

FIELDS: Mapping[str, tuple[str, ...]] = {
    "discharge_report": (
        "person.name",
        "person.id_number",
        "person.sex",
        "person.birth_date",
        "person.ethnicity",
        "person.phone",
        "person.contact_address",
        "person.education",
        "service.placement_type",
        "service.rank_class",
        "service.branch",
        "service.enlisted_on",
        "service.discharged_on",
        "service.certificate_number",
        "service.unit_code",
        "service.merit",
        "service.disability_grade",
        "destination.city",
        "destination.county",
        "destination.town",
        "destination.address",
    ),
    "economic_subsidy": (
        "person.name",
        "person.id_number",
        "person.phone",
        "service.placement_type",
        "service.rank_class",
        "service.enlisted_on",
        "service.discharged_on",
        "service.certificate_number",
        "service.merit",
        "bank.account",
        "bank.bank",
        "bank.holder",
    ),
    "employment_support": (
        "person.name",
        "person.id_number",
        "person.phone",
        "person.education",
        "service.placement_type",
        "service.discharged_on",
        "destination.city",
        "destination.county",
        "destination.town",
        "employment.job_status",
        "employment.wants_training",
        "employment.training_trade",
        "employment.wants_guidance",
        "employment.desired_occupation",
    ),
}
