"""Bearer tokens without keys: a token is the name of somebody signed in."""

from functions.domain.case.access import Principal
from functions.domain.refusals import BadToken, MissingToken


class FakeTokens:
    def __init__(self, **principals: Principal) -> None:
        self._principals = principals

    def principal(self, authorization: str | None) -> Principal:
        if not authorization or not authorization.startswith("Bearer "):
            raise MissingToken
        found = self._principals.get(authorization.removeprefix("Bearer "))
        if found is None:
            raise BadToken
        return found
