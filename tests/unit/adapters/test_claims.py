"""Tokens of issuers that call things by other names, and hostile ones of the same shape."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from functions.adapters.claims import BadClaims, ClaimNames, claim_names, claims_in, principal_of
from functions.adapters.tokens import IssuerTokens
from functions.domain.case.access import LevelAct, Person, Principal
from functions.domain.refusals import BadToken
from schemas.codes import Department, Role
from tests.support.each import each
from tests.support.issued import payload
from tests.support.issuing import NOW, RSA_KEY, Clock, Issuer, bearer, rsa_jwk, seconds

PAGE = Path(__file__).parents[3] / "docs" / "sign-in.md"
KEYCLOAK, UNIFIED, WITH_LEVELS = (
    claim_names(tomllib.loads(block)["claims"])
    for block in re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
)


def of_keycloak(**changed: Any) -> dict[str, Any]:
    return {**payload("keycloak"), **changed}


def with_roles(*roles: Any) -> dict[str, Any]:
    return of_keycloak(resource_access={"lianban": {"roles": list(roles)}})


def why(claims: dict[str, Any], names: ClaimNames) -> tuple[str, str | None]:
    with pytest.raises(BadToken) as caught:
        principal_of(claims, names)
    return caught.value.reason, caught.value.claim


def test_keycloaks_token_is_read_by_the_configuration_that_the_page_gives() -> None:
    found = principal_of(payload("keycloak"), KEYCLOAK)

    assert found == Principal(
        "b4f6c1d2-0000-4000-8000-000000000002", Role.DEPARTMENT_STAFF, "440106", Department.HUMAN_RESOURCES
    )


def test_by_that_configuration_a_citizen_is_an_applicant_once_the_page_is_followed_to_its_word() -> None:
    page = PAGE.read_text("utf-8")
    [default] = set(re.findall(r'`default_role = "(\w+)"` under', page))
    [block] = [one for one in re.findall(r"```toml\n(.*?)```", page, re.DOTALL) if "lianban.real_name" in one]
    citizen = {"sub": "u-1", "resource_access": {"account": {"roles": ["view-profile"]}}}

    found = principal_of(citizen, claim_names({**tomllib.loads(block)["claims"], "default_role": default}))

    assert found.role is Role.APPLICANT
    assert principal_of(payload("keycloak"), KEYCLOAK).role is Role.DEPARTMENT_STAFF


def test_keycloaks_token_is_taken_whole_without_nbf_and_with_an_audience_more() -> None:
    clock = Clock()
    tokens = IssuerTokens(
        Issuer(rsa_jwk(RSA_KEY, "k1")),
        audience="lianban-app,lianban",
        issuer="https://keycloak.test/realms/lianban",
        clock=clock,
        names=KEYCLOAK,
    )
    own = of_keycloak(iat=seconds(NOW), exp=seconds(NOW) + 300, nbf=..., role=...)

    assert tokens.principal(bearer(**own)).role is Role.DEPARTMENT_STAFF


def test_a_verified_citizen_of_the_province_is_the_person_that_the_token_names() -> None:
    found = principal_of(payload("unified_identity"), UNIFIED)

    assert (found.role, found.person) == (Role.APPLICANT, Person("测试甲", "440106200301010010"))
    assert not found.unreadable


@each("level", ["L1", "", None, True, ["L3"], {"L3": True}])
def test_whoever_is_verified_by_less_is_signed_in_and_is_nobody_known(level: Any) -> None:
    found = principal_of({**payload("unified_identity"), "authLevel": level}, UNIFIED)

    assert (found.person, found.unreadable) == (None, False)


def test_a_legal_persons_account_is_not_made_an_applicant() -> None:
    names = claim_names({"role": "userType", "roles": {"自然人": "applicant"}, "default_role": "applicant"})

    assert why({**payload("unified_identity"), "userType": "法人"}, names) == ("role-unknown", "userType")
    assert principal_of({"sub": "u-1"}, names).role is Role.APPLICANT


PATH = "resource_access.lianban.roles"


REFUSED_FOR: list[tuple[dict[str, Any], tuple[str, str]]] = [
    (with_roles("banshi-renyuan", "chuangkou"), ("role-ambiguous", PATH)),
    (with_roles("somebody"), ("role-unknown", PATH)),
    (with_roles(), ("role-unknown", PATH)),
    # Where there is a table, our own word is none of the issuer's.
    (with_roles("operator"), ("role-unknown", PATH)),
    (with_roles("Chuangkou"), ("role-unknown", PATH)),
    (with_roles(["chuangkou"]), ("role-malformed", PATH)),
    (with_roles({"chuangkou": True}), ("role-malformed", PATH)),
    (with_roles("chuangkou", None), ("role-malformed", PATH)),
    (of_keycloak(resource_access={"lianban": {"roles": {"chuangkou": 1}}}), ("role-malformed", PATH)),
    (of_keycloak(resource_access={"lianban": ["chuangkou"]}), ("claim-missing", PATH)),
    (of_keycloak(resource_access="lianban"), ("claim-missing", PATH)),
    (of_keycloak(resource_access=None), ("claim-missing", PATH)),
    # Beside the path: the whole of it as one name, and the realm's own roles.
    ({**of_keycloak(resource_access={}), PATH: ["chuangkou"]}, ("claim-missing", PATH)),
    (
        of_keycloak(resource_access={}, realm_access={"roles": ["chuangkou"]}),
        ("claim-missing", PATH),
    ),
    (of_keycloak(lianban={"region": "44010"}), ("region-unknown", "lianban.region")),
    (of_keycloak(lianban={"region": "440106001000"}), ("region-unknown", "lianban.region")),
    (of_keycloak(lianban={"region": "４４０１０６"}), ("region-unknown", "lianban.region")),
    (of_keycloak(lianban={"region": 440106}), ("region-malformed", "lianban.region")),
    (of_keycloak(lianban={"region": ["440106", "440100"]}), ("region-ambiguous", "lianban.region")),
    (
        of_keycloak(lianban={"department": "human_resources"}),
        ("department-unknown", "lianban.department"),
    ),
    (
        of_keycloak(lianban={"department": ["人社", "公安"]}),
        ("department-ambiguous", "lianban.department"),
    ),
    (of_keycloak(sub=None), ("claim-missing", "sub")),
    (of_keycloak(sub=["u"]), ("subject-malformed", "sub")),
    (of_keycloak(sub=""), ("subject-malformed", "sub")),
    (of_keycloak(sub="u" * 129), ("subject-malformed", "sub")),
    (of_keycloak(sub="u\x001"), ("subject-malformed", "sub")),
    (of_keycloak(sub="u\u200b1"), ("subject-malformed", "sub")),
    (of_keycloak(sub=" u-1"), ("subject-malformed", "sub")),
    (of_keycloak(sub="window/440106"), ("subject-reserved", "sub")),
]


def test_a_token_that_says_too_little_too_much_or_another_thing_is_refused_with_its_reason() -> None:
    found = [(claims, why(claims, KEYCLOAK)) for claims, _ in REFUSED_FOR]

    assert found == REFUSED_FOR


@pytest.mark.parametrize("role", ["clerk", "operator"])
def test_a_functional_area_is_no_region_of_clerks_and_operators_whose_cases_are_the_countys(
    role: str,
) -> None:
    said = {"sub": "u-1", "role": role, "region": "440305400"}

    assert why(said, ClaimNames()) == ("region-too-narrow", "region")
    assert principal_of({**said, "region": "440305"}, ClaimNames()).region == "440305"
    staff = {**said, "role": "department_staff", "department": "public_security"}
    assert principal_of(staff, ClaimNames()).region == "440305400"


def test_in_a_list_only_what_is_known_counts_and_saying_it_twice_is_saying_it_once() -> None:
    names = claim_names({**KEYCLOAK_TABLES, "roles": {"窗口": "clerk", "前台": "clerk"}})

    found = principal_of(with_roles("offline_access", "窗口", "前台", "窗口"), names)

    assert (found.role, found.region) == (Role.CLERK, "440106")


KEYCLOAK_TABLES = {"role": PATH, "region": "lianban.region"}


def test_a_list_of_our_own_words_needs_no_table() -> None:
    found = principal_of({"sub": "u-1", "role": ["operator"], "region": ["440000000000"]}, ClaimNames())

    assert (found.role, found.region) == (Role.OPERATOR, "440000")


def test_a_list_without_any_role_of_ours_is_an_applicant_where_that_is_the_default() -> None:
    names = claim_names({"role": "realm_access.roles", "default_role": "applicant"})

    assert principal_of(payload("keycloak"), names).role is Role.APPLICANT


def test_a_dot_may_be_of_the_name_itself() -> None:
    names = claim_names({"role": r"https://issuer\.test/claims.role"})

    found = principal_of({"sub": "u-1", "https://issuer.test/claims": {"role": "clerk"}}, names)

    assert found.role is Role.CLERK


@each(
    "given",
    [
        {"rolle": "role"},
        {"role": ""},
        {"role": "a..b"},
        {"role": ["role"]},
        {"roles": ["clerk"]},
        {"roles": {"x": "root"}},
        {"roles": {"x": ["clerk"]}},
        {"departments": {"x": "tax"}},
        {"regions": {"x": "44010"}},
        {"regions": {"x": 440106}},
        {"default_role": "operator"},
        {"default_role": "clerk"},
        {"verified_values": "true"},
        {"verified_values": []},
        {"verified_values": [True]},
        {"level": "authLevel"},
        {"levels": ["L1"]},
        {"level": "authLevel", "levels": ["L1", "L1"]},
        {"level": "authLevel", "levels": "L1"},
        {"level": "authLevel", "levels": ["L1"], "needs": {"apply": "L2"}},
        {"level": "authLevel", "levels": ["L1"], "needs": {"fly": "L1"}},
        {"needs": {"apply": "L1"}},
    ],
)
def test_a_configuration_that_cannot_be_meant_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(BadClaims):
        claim_names(given)


@each("text", ["{", "[]", '"role"', "1"])
def test_a_parameter_that_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(BadClaims):
        claims_in(text)


def test_nothing_configured_is_as_it_was() -> None:
    assert claims_in(None) == claims_in("") == claims_in("{}") == ClaimNames()


@each(
    "level, barred",
    [
        ("L4", set()),
        ("L3", set()),
        ("L2", {LevelAct.APPLY}),
        ("L1", {LevelAct.APPLY, LevelAct.CHANGE}),
        ("L9", set(LevelAct)),
        (None, set(LevelAct)),
        (3, set(LevelAct)),
        (["L3"], set(LevelAct)),
    ],
    ids=["highest", "enough", "middle", "low", "unknown", "none", "a number", "a list"],
)
def test_a_level_allows_what_needs_no_higher_one(level: Any, barred: set[LevelAct]) -> None:
    found = principal_of({**payload("unified_identity"), "authLevel": level}, WITH_LEVELS)

    assert found.barred == barred


def test_levels_are_of_applicants_only() -> None:
    names = replace(WITH_LEVELS, roles={"窗口": Role.CLERK})

    found = principal_of({**payload("unified_identity"), "userType": "窗口", "authLevel": "L1"}, names)

    assert found.barred == frozenset()
