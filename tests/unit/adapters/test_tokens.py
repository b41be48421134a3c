import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from functions.adapters.tokens import (
    LEEWAY,
    TOKEN_LIMIT,
    IssuerTokens,
)
from functions.domain.case.access import Person, Principal, verified
from functions.domain.case.refusals import IdentityUnreadable, IdentityUnverified
from functions.domain.refusals import BadToken, IdentityUnavailable, MissingToken
from functions.usecases.case.view import ledger_of
from functions.usecases.intake.submit import submit
from schemas.codes import Department, Role
from tests.support.each import each
from tests.support.issuing import (
    EC_KEY,
    NOW,
    OTHER_RSA_KEY,
    RSA_KEY,
    Clock,
    Issuer,
    bearer,
    claims,
    encoded,
    part,
    rsa_jwk,
    seconds,
    tokens,
)
from tests.support.world import APPLICANT, World, application


def test_an_rs256_token_names_its_principal() -> None:
    found = tokens().principal(bearer(role="clerk", region="440106"))

    assert found == Principal("u-1", Role.CLERK, "440106")


def test_an_es256_token_of_department_staff_names_the_department() -> None:
    header = bearer(EC_KEY, kid="e1", alg="ES256", role="department_staff", department="mobilization")

    assert tokens().principal(header).department is Department.MOBILIZATION


# Issued for the moment of a clock that is years behind that of the machine.
EARLIER = NOW.replace(year=2021)


def test_a_token_lasts_by_the_clock_that_was_given_and_by_no_other() -> None:
    clock = Clock()
    clock.now = EARLIER
    header = bearer(iat=seconds(EARLIER), nbf=seconds(EARLIER), exp=seconds(EARLIER) + 600)

    assert tokens(clock=clock).principal(header).subject == "u-1"


@each("header", [None, "", "Bearer", "Bearer ", "Basic dTpw", "token abc"])
def test_without_a_bearer_token_the_refusal_says_that_it_is_missing(header: str | None) -> None:
    with pytest.raises(MissingToken):
        tokens().principal(header)


def test_the_scheme_may_be_written_in_any_case() -> None:
    assert tokens().principal(bearer().replace("Bearer", "bearer")).subject == "u-1"


WRONG_CLAIMS: list[dict[str, Any]] = [
    {"aud": "another"},
    {"sub": "window/440106"},
    {"sub": "window/440106 "},
    {"sub": " window/440106"},
    {"sub": "WINDOW/440106"},
    {"sub": "ｗｉｎｄｏｗ／440106"},
    {"sub": "window／440106"},
    {"sub": "u-1 "},
    {"sub": "u-1\u3000"},
    {"sub": "u\u200b-1"},
    {"sub": "u-1\x00"},
    {"sub": "u-1\n"},
    {"sub": "\ud800"},
    {"aud": ["another"]},
    {"aud": ...},
    {"iss": "https://elsewhere.test"},
    {"iss": ...},
    {"exp": ...},
    {"iat": ...},
    {"sub": ...},
    {"sub": ""},
    {"sub": "u" * 129},
    {"role": ...},
    {"role": "root"},
    {"role": ["root"]},
    {"region": "44010"},
    {"region": "44010x"},
    {"region": 440100},
    {"department": "tax"},
    {"exp": seconds(NOW) - 31},
    {"nbf": seconds(NOW) + 31},
    {"iat": seconds(NOW) + 31},
    {"exp": str(seconds(NOW) + 600)},
    {"exp": True},
    {"exp": 1e300},
]


@pytest.mark.slow
@each("changed", WRONG_CLAIMS)
def test_a_token_with_a_wrong_claim_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(BadToken):
        tokens().principal(bearer(**changed))


@pytest.mark.parametrize("nbf", [..., None])
def test_a_token_need_not_say_from_when_it_holds(nbf: Any) -> None:
    assert tokens().principal(bearer(nbf=nbf)).subject == "u-1"


def reason_told(header: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    with pytest.raises(BadToken):
        tokens().principal(header)
    line: dict[str, Any] = json.loads(capsys.readouterr().out)
    return {name: line[name] for name in line if name in ("message", "reason", "claim")}


def refused_for() -> list[tuple[str, str, str | None]]:
    return [
        (bearer(aud=["account", "lianban-2", "Lianban"]), "audience", None),
        (bearer(aud={"lianban": 1}), "audience", None),
        (bearer(aud=["lianban", 1]), "audience", None),
        (bearer(aud=...), "claim-missing", "aud"),
        (bearer(iss="https://issuer.test/"), "issuer", None),
        (bearer(iss=...), "claim-missing", "iss"),
        (bearer(exp=...), "claim-missing", "exp"),
        (bearer(iat=...), "claim-missing", "iat"),
        (bearer(sub=...), "claim-missing", "sub"),
        (bearer(role=...), "claim-missing", "role"),
        (bearer(role="root"), "role-unknown", "role"),
        (bearer(role=["clerk", "operator"]), "role-ambiguous", "role"),
        (bearer(exp=seconds(NOW) - 31), "expired", None),
        (bearer(nbf=seconds(NOW) + 31), "not-yet-valid", None),
        (bearer(iat=seconds(NOW) + 31), "not-yet-valid", None),
        (bearer(nbf="x"), "claim-malformed", "nbf"),
        (bearer(exp=1e300), "claim-malformed", "exp"),
        (bearer(typ="ID"), "no-access-token", None),
        (bearer(typ="Logout"), "no-access-token", None),
        (bearer(at_hash="HK6E_P6Dh8Y93mRNtsDB1Q"), "no-access-token", None),
        (bearer(c_hash="LDktKdoQak3Pk0cnXxCltA"), "no-access-token", None),
        (bearer(typ="Bearer", at_hash="HK6E_P6Dh8Y93mRNtsDB1Q"), "no-access-token", None),
        (bearer(nonce="n-0S6_WzA2Mj"), "no-access-token", None),
        (bearer(nonce="n-0S6_WzA2Mj", typ=["Bearer"]), "no-access-token", None),
        (bearer(kid="k2"), "key-unknown", None),
        (bearer(kid=None), "key-unknown", None),
        (bearer(OTHER_RSA_KEY), "signature", None),
        (bearer(EC_KEY, alg="ES256"), "algorithm", None),
        (bearer(alg="RS512"), "algorithm", None),
        (bearer(None, alg="none"), "algorithm", None),
        (bearer("s" * 32, alg="HS256"), "algorithm", None),
        ("Bearer x", "unreadable", None),
        ("Bearer " + "x" * (TOKEN_LIMIT + 1), "too-long", None),
    ]


def test_why_a_token_was_refused_stands_in_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = []
    for header, reason, claim in refused_for():
        expected = {"message": "token refused", "reason": reason} | ({"claim": claim} if claim else {})
        if (told := reason_told(header, capsys)) != expected:
            wrong.append((expected, told))

    assert wrong == []


def test_no_value_of_a_person_stands_in_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadToken):
        tokens().principal(
            bearer(sub="zhang-san", name="测试甲", id_number="440106200301010010", role="root", region="x")
        )

    said = capsys.readouterr().out
    assert not [word for word in ("zhang-san", "测试甲", "4401", "root") if word in said]


@each("typ", [["ID"], {"ID": 1}, 5, "Bearer", None])
def test_what_kind_a_token_says_it_is_breaks_nothing(typ: Any) -> None:
    assert tokens().principal(bearer(typ=typ)).subject == "u-1"


@each("typ, taken", [("JWT", True), ("at+jwt", True), ("logout+jwt", False), ("secevent+jwt", False)])
def test_only_access_tokens_are_taken_by_what_their_head_says(typ: str, taken: bool) -> None:
    token = jwt.encode(claims(), RSA_KEY, algorithm="RS256", headers={"kid": "k1", "typ": typ})

    if taken:
        assert tokens().principal(f"Bearer {token}").subject == "u-1"
    else:
        with pytest.raises(BadToken):
            tokens().principal(f"Bearer {token}")


def test_an_access_token_that_says_so_may_carry_the_nonce_of_its_sign_in() -> None:
    says_so = jwt.encode(
        claims(nonce="n"), RSA_KEY, algorithm="RS256", headers={"kid": "k1", "typ": "at+jwt"}
    )

    assert tokens().principal(bearer(nonce="n", typ="Bearer")).subject == "u-1"
    assert tokens().principal(f"Bearer {says_so}").subject == "u-1"


def test_one_audience_of_ours_among_others_is_enough() -> None:
    ours = IssuerTokens(
        Issuer(rsa_jwk(RSA_KEY, "k1")),
        audience="app, lianban,",
        issuer="https://issuer.test",
        clock=Clock(),
    )

    assert ours.principal(bearer(aud=["account", "app"])).subject == "u-1"
    with pytest.raises(BadToken):
        ours.principal(bearer(aud=["account", "ap", "app,lianban"]))


def test_a_token_without_a_key_id_is_taken_where_the_issuer_has_one_key_only() -> None:
    one = tokens(Issuer(rsa_jwk(RSA_KEY, "k1")))

    assert one.principal(bearer(kid=None)).subject == "u-1"
    with pytest.raises(BadToken):
        one.principal(bearer(OTHER_RSA_KEY, kid=None))


def test_a_clock_that_differs_by_less_than_the_leeway_is_forgiven() -> None:
    clock = Clock()
    header = bearer(exp=seconds(NOW), nbf=seconds(NOW), iat=seconds(NOW))

    clock.now = NOW - LEEWAY
    early = tokens(clock=clock).principal(header)
    clock.now = NOW + LEEWAY - timedelta(seconds=1)
    late = tokens(clock=clock).principal(header)

    assert early == late


def test_a_token_dies_by_the_injected_clock() -> None:
    clock = Clock()
    ours = tokens(clock=clock)
    ours.principal(bearer())

    clock.now = NOW + timedelta(minutes=11)

    with pytest.raises(BadToken):
        ours.principal(bearer())


def test_an_unsigned_token_is_refused() -> None:
    with pytest.raises(BadToken):
        tokens().principal(bearer(None, alg="none"))


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused() -> None:
    public = RSA_KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    head = part({"alg": "HS256", "typ": "JWT", "kid": "k1"})
    signing_input = f"{head}.{part(claims())}"
    signature = jwt.get_algorithm_by_name("HS256").sign(signing_input.encode(), public)

    with pytest.raises(BadToken):
        tokens().principal(f"Bearer {signing_input}.{encoded(signature)}")


@each("alg", ["RS384", "RS512", "PS256"])
def test_another_algorithm_of_the_same_key_is_refused(alg: str) -> None:
    with pytest.raises(BadToken):
        tokens().principal(bearer(alg=alg))


def test_a_token_signed_by_somebody_else_is_refused() -> None:
    with pytest.raises(BadToken):
        tokens().principal(bearer(OTHER_RSA_KEY))


@each("kid", [None, "", "unknown"])
def test_a_token_under_an_unknown_key_id_is_refused(kid: str | None) -> None:
    with pytest.raises(BadToken):
        tokens().principal(bearer(kid=kid))


@each(
    "token",
    [
        "x",
        "a.b.c",
        "é.é.é",
        "\x00.\x00.\x00",
        "." * 50,
        "e30.e30.e30",
        encoded(b"\xff\xfe") + ".e30.x",
        encoded(b"[" * 4000) + ".e30.x",
        encoded(b'{"alg":["RS256"],"kid":{"a":1}}') + ".e30.x",
        "x" * (TOKEN_LIMIT + 1),
    ],
)
def test_a_token_that_is_none_is_refused(token: str) -> None:
    with pytest.raises(BadToken):
        tokens().principal(f"Bearer {token}")


def test_a_verified_identity_is_told_and_never_printed() -> None:
    who = tokens().principal(bearer(name="测试甲", id_number="440106200301010010"))

    assert who.person == Person("测试甲", "440106200301010010")
    assert "440106200301010010" not in repr(who)
    assert tokens().principal(bearer()).person is None


@each(
    "identity",
    [
        {"name": "测试甲", "id_number": "440106200301010011"},
        {"id_number": "440106200301010010"},
        {"name": 5, "id_number": "440106200301010010"},
        {"name": "测试甲", "id_number": 440106200301010010},
        {"name": "甲", "id_number": "440106200301010010"},
        {"name": "测试\ue863", "id_number": "440106200301010010"},
    ],
)
def test_an_identity_that_cannot_be_read_is_told_as_that_and_never_as_a_bad_token(
    identity: dict[str, Any],
) -> None:
    who = tokens().principal(bearer(**identity))

    assert who.person is None
    with pytest.raises(IdentityUnreadable):
        verified(who)


@pytest.mark.parametrize(
    ("name", "number"),
    [("阿卜来提•如则", "44010620030101023x"), ("阿卜来提 ． 如则", " ４４０１０６20030101023X ")],
)
def test_a_verified_identity_is_read_in_our_spelling(name: str, number: str) -> None:
    who = tokens().principal(bearer(name=name, id_number=number))

    assert who.person == Person("阿卜来提·如则", "44010620030101023X")


def test_whoever_is_not_verified_is_told_so() -> None:
    with pytest.raises(IdentityUnverified):
        verified(tokens().principal(bearer()))


@each("subject", ["window", "windows/440106", "u/window/1", "Ａ-1", "张三", "a b"])
def test_every_subject_that_signs_in_sees_the_case_that_it_opens(subject: str) -> None:
    world = World()
    by = replace(tokens().principal(bearer(sub=subject, role="applicant")), person=APPLICANT.person)

    case_id = submit(application(), by=by, key="key-0001", deps=world.deps).case_id

    assert ledger_of(case_id, by=by, deps=world.deps).case.applicant == subject


def test_whether_tokens_can_be_judged_is_asked_and_known_keys_outlive_the_issuer() -> None:
    clock, issuer = Clock(), Issuer(rsa_jwk(RSA_KEY, "k1"))
    issuer.down = True
    judging = tokens(issuer, clock)

    with pytest.raises(IdentityUnavailable):
        judging.check()
    issuer.down, clock.now = False, clock.now + timedelta(minutes=2)
    judging.check()
    issuer.down, clock.now = True, clock.now + timedelta(days=1)
    judging.check()


def test_an_issuer_without_usable_keys_is_none() -> None:
    with pytest.raises(IdentityUnavailable):
        tokens(Issuer()).check()


def test_a_document_without_a_key_takes_none_of_those_that_are_known() -> None:
    """What stands before an issuer that is started anew may answer in its place."""
    clock, issuer = Clock(), Issuer(rsa_jwk(RSA_KEY, "k1"))
    judging, token = tokens(issuer, clock), bearer(exp=seconds(NOW + timedelta(hours=1)))
    judging.principal(token)

    issuer.keys.clear()
    clock.now += timedelta(minutes=11)

    assert judging.principal(token).subject == "u-1"
    judging.check()
    issuer.keys.append(rsa_jwk(OTHER_RSA_KEY, "k2"))
    clock.now += timedelta(minutes=2)
    with pytest.raises(BadToken):
        judging.principal(token)
