"""Inputs of executions: ids and the plan only."""

from collections.abc import Mapping
from typing import Any

from schemas.codes import Department

TWELVE: dict[str, tuple[str, ...]] = {
    "veterans_affairs": ("discharge_report", "economic_subsidy", "employment_support"),
    "public_security": ("household_registration", "identity_card", "driving_licence"),
    "human_resources": ("social_insurance", "pension_transfer", "social_security_card"),
    "healthcare_security": ("medical_insurance", "medical_transfer"),
    "mobilization": ("reserve_registration",),
}
# Long beside everything a scenario does, on either engine.
PATIENT = 600


def given(
    items: Mapping[str, tuple[str, ...]],
    *,
    service_seconds: int = PATIENT,
    service_correction: int = PATIENT,
    **corrections: int,
) -> dict[str, Any]:
    """`corrections` gives single items a correction time of their own."""
    plan = {
        department.value: [_entry(item, corrections) for item in items.get(department, ())]
        for department in Department
    }
    return {
        "case_id": "11111111-2222",
        "run": 1,
        "wait": {"seconds": service_seconds},
        "correction": {"seconds": service_correction},
        "plan": plan,
    }


def _entry(item: str, corrections: dict[str, int]) -> dict[str, Any]:
    return {"item": item, "seconds": PATIENT, "correction_seconds": corrections.get(item, PATIENT)}
