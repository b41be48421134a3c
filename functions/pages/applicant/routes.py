"""The pages of what applicants and the window do to a case under way, and feedback of anybody."""

from functions.pages.applicant import (
    appointments,
    bring,
    contest,
    corrections,
    delivering,
    feedback,
    materials,
    papers,
    rating,
    same_day,
    todos,
    verification,
    withdrawal,
)
from functions.pages.page import Page

PAGES: tuple[Page, ...] = (
    *appointments.PAGES,
    *bring.PAGES,
    *contest.PAGES,
    *corrections.PAGES,
    *delivering.PAGES,
    *feedback.PAGES,
    *materials.PAGES,
    *papers.PAGES,
    *rating.PAGES,
    *same_day.PAGES,
    *todos.PAGES,
    *verification.PAGES,
    *withdrawal.PAGES,
)
