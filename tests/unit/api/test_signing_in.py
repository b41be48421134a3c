from dataclasses import replace
from typing import Any

from tests.support.api_deps import house
from tests.support.client import Api
from tests.support.each import each
from tests.support.issuing import NOW, OTHER_RSA_KEY, bearer, seconds, tokens


def test_a_good_token_opens_the_door() -> None:
    api = Api(replace(house(), tokens=tokens()))

    assert api.get("/v1/cases", authorization=bearer()).status == 200
    assert api.get("/v1/operator/cases", authorization=bearer()).status == 403


@each(
    "header",
    [
        bearer(None, alg="none"),
        bearer("a shared secret of thirty-two bytes", alg="HS256"),
        bearer(OTHER_RSA_KEY),
        bearer(aud="another"),
        bearer(iss="https://elsewhere.test"),
        bearer(exp=seconds(NOW) - 3600),
        bearer(role="root"),
        "Bearer \x00",
        "Bearer é",
    ],
    ids=["unsigned", "shared secret", "stranger", "audience", "issuer", "expired", "role", "null", "accent"],
)
def test_a_bad_token_is_401_and_says_how_to_sign_in(header: Any) -> None:
    answer = Api(replace(house(), tokens=tokens())).get("/v1/cases", authorization=header)

    assert (answer.status, answer.code) == (401, "bad-token")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert header.removeprefix("Bearer ") not in answer.text
