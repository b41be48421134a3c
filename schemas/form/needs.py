"""Which optional fields which item requires. An item not named needs only the common sections."""

from collections.abc import Iterable, Mapping

from pydantic import BaseModel

from schemas.form.paths import value_at

NEEDS: Mapping[str, tuple[str, ...]] = {
    "economic_subsidy": ("bank.account", "bank.bank", "bank.holder"),
    "employment_support": (
        "person.education",
        "employment.job_status",
        "employment.wants_training",
        "employment.wants_guidance",
    ),
    "household_registration": ("household.cancelled_at_enlistment",),
    "identity_card": ("identity_card.reason", "identity_card.holds_valid_card"),
    "driving_licence": ("driving.licence",),
    "social_insurance": ("insurance.pension_type",),
    "pension_transfer": ("insurance.pension_voucher",),
    "social_security_card": ("insurance.social_card",),
    "medical_insurance": ("insurance.medical_type",),
    "medical_transfer": ("insurance.medical_history", "insurance.medical_voucher"),
    "reserve_registration": ("reserve.designated",),
}


def missing_fields(form: BaseModel, items: Iterable[str]) -> tuple[str, ...]:
    """Paths that the chosen items need and the form lacks, each once."""
    needed = dict.fromkeys(path for code in items for path in NEEDS.get(code, ()))
    return tuple(path for path in needed if value_at(form, path) is None)
