"""Who calls."""

from typing import Protocol

from functions.domain.case.access import Principal


class Tokens(Protocol):
    """Checks Bearer tokens (OIDC). Errors: MissingToken; BadToken."""

    def principal(self, authorization: str | None) -> Principal: ...
