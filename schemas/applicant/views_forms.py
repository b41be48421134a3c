"""Forms and letters of a case (文书), as a list with addresses; the documents themselves are PDF."""

from schemas.wire import Instant, Wire


class FormView(Wire):
    """`kind`: registration_form, application_form, or a letter's kind. `at`: the fact that it tells of."""

    kind: str
    title: str
    item: str | None
    item_name: str | None
    at: Instant
    href: str


class FormsView(Wire):
    forms: tuple[FormView, ...]
