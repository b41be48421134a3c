"""Which claims of a token say who somebody is: another issuer has other names for them, and other words in them.

A name is a path (`realm_access.roles`); `\\.` is a dot of the name itself, as Keycloak writes it too. What is said of several
things is a list, of which only what is known here counts; two that are known, and differ, are refused and never chosen from.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any, TypeVar
from unicodedata import normalize

from functions.domain.case.access import WINDOW, LevelAct, Person, Principal
from functions.domain.refusals import BadToken
from schemas.codes import Department, Role
from schemas.form.identity import Identity
from schemas.regions import load_regions

_DOT = re.compile(r"(?<!\\)\.")
# GB/T 2260; the statistical code of the same place has six zeros more (of a town it has others, which is none of ours).
# A town has nine digits, a functional area a letter (schemas/regions.toml); issuers fill up to twelve.
_REGION = re.compile(r"([0-9]{6})(?:0{6})?|([0-9]{9}|[0-9]{6}f[0-9]{2})(?:000)?")
_NONE: Mapping[str, Any] = MappingProxyType({})
_NO_NEEDS: Mapping[LevelAct, str] = MappingProxyType({})

NO_PATHS = frozenset(
    {"verified_values", "default_role", "roles", "departments", "regions", "levels", "needs"}
)

_Known = TypeVar("_Known", bound=str)


class BadClaims(ValueError):
    """The configuration of claims cannot be meant so: says which entry."""


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Where each thing stands. `roles`, `departments`, `regions`: the issuer's words and ours; where there is such a table
    only what stands in it counts. `default_role`: of whoever has none, an applicant or nobody. `verified`: only who has a
    `verified_values` there is the person that the token names; None: everybody. `level`: at which an applicant signed in,
    one of `levels`, the lowest first; `needs`: the least for each act. None: every level may do everything.
    """

    subject: str = "sub"
    role: str = "role"
    region: str = "region"
    department: str = "department"
    name: str = "name"
    id_number: str = "id_number"
    verified: str | None = None
    verified_values: tuple[str, ...] = ("true",)
    level: str | None = None
    levels: tuple[str, ...] = ()
    needs: Mapping[LevelAct, str] = field(default_factory=lambda: _NO_NEEDS)
    default_role: Role | None = None
    roles: Mapping[str, Role] = field(default_factory=lambda: _NONE)
    departments: Mapping[str, Department] = field(default_factory=lambda: _NONE)
    regions: Mapping[str, str] = field(default_factory=lambda: _NONE)


def claim_names(given: Mapping[str, Any]) -> ClaimNames:
    """Of a TOML table, or of the same as JSON. Raises BadClaims."""
    if unknown := sorted(set(given) - {one.name for one in fields(ClaimNames)}):
        raise BadClaims(f"claims: there is no {', '.join(unknown)}")
    paths = {name: value for name, value in given.items() if name not in NO_PATHS}
    for name, value in paths.items():
        if not isinstance(value, str) or not all(_parts(value)):
            raise BadClaims(f"claims.{name} is a claim's name, or a path with dots")
    return replace(
        ClaimNames(**paths),
        verified_values=_verified_values(given),
        default_role=_default_role(given),
        levels=_levels(given),
        needs=_needs(given),
        roles=_table(given, "roles", Role),
        departments=_table(given, "departments", Department),
        regions=_table(given, "regions", _a_region),
    )


def claims_in(text: str | None) -> ClaimNames:
    """As a template's parameter has them: JSON, or nothing. Raises BadClaims."""
    try:
        given = json.loads(text) if text else {}
    except ValueError:
        raise BadClaims("claims are a JSON object") from None
    if not isinstance(given, dict):
        raise BadClaims("claims are a JSON object")
    return claim_names(given)


def _table(given: Mapping[str, Any], name: str, ours: Callable[[str], _Known]) -> Mapping[str, _Known]:
    found = given.get(name, {})
    if not isinstance(found, Mapping):
        raise BadClaims(f"claims.{name} is a table: the issuer's word = ours")
    read = {}
    for theirs, word in found.items():
        try:
            read[str(theirs)] = ours(word)
        except (ValueError, TypeError):
            raise BadClaims(f"claims.{name}.{theirs}: {word!r} is none of ours") from None
    return read


def _levels(given: Mapping[str, Any]) -> tuple[str, ...]:
    found = given.get("levels", [])
    if not isinstance(found, list) or not all(isinstance(one, str) and one for one in found):
        raise BadClaims("claims.levels is a list of words, the lowest first")
    if len(set(found)) != len(found) or bool(found) != ("level" in given):
        raise BadClaims("claims.level and claims.levels are given together, each level once")
    return tuple(found)


def _needs(given: Mapping[str, Any]) -> Mapping[LevelAct, str]:
    found = given.get("needs", {})
    if not isinstance(found, Mapping):
        raise BadClaims("claims.needs is a table: see, change, apply = a level")
    for act, level in found.items():
        if act not in set(LevelAct) or level not in given.get("levels", []):
            raise BadClaims(f"claims.needs.{act}: see, change or apply, and one of claims.levels")
    return {LevelAct(act): level for act, level in found.items()}


def _a_region(word: str) -> str:
    found = _REGION.fullmatch(word)
    if found is None or (found[2] and not load_regions().has(found[2])):
        raise ValueError
    return found[1] or found[2]


def _verified_values(given: Mapping[str, Any]) -> tuple[str, ...]:
    found = given.get("verified_values", ["true"])
    if not isinstance(found, list) or not found or not all(isinstance(one, str) for one in found):
        raise BadClaims("claims.verified_values is a list of words")
    return tuple(found)


def _default_role(given: Mapping[str, Any]) -> Role | None:
    found = given.get("default_role")
    if found not in (None, "", Role.APPLICANT):
        raise BadClaims("claims.default_role is applicant or nothing: nobody has an office by default")
    return Role.APPLICANT if found else None


def principal_of(claims: Mapping[str, Any], names: ClaimNames) -> Principal:
    """Raises BadToken, which says why."""
    subject = _subject(_at(claims, names.subject), names.subject)
    role = _only("role", claims, names.role, names.roles, Role) or names.default_role
    if role is None:
        # A list without any of ours is as good as none.
        missing = _at(claims, names.role) is None
        raise BadToken(reason="claim-missing" if missing else "role-unknown", claim=names.role)
    region = _only("region", claims, names.region, names.regions, _a_region)
    # A case of an area keeps its county: whoever has only the area would see none of its own.
    if role in (Role.CLERK, Role.OPERATOR) and any(area.code == region for area in load_regions().areas):
        raise BadToken(reason="region-too-narrow", claim=names.region)
    department = _only("department", claims, names.department, names.departments, Department)
    person, unreadable = _identity(claims, names)
    barred = _barred(claims, names) if role is Role.APPLICANT else frozenset()
    return Principal(subject, role, region, department, person, unreadable, barred)


def _barred(claims: Mapping[str, Any], names: ClaimNames) -> frozenset[LevelAct]:
    """A level that is not said, or is none of those that are known, is below all of them."""
    if names.level is None:
        return frozenset()
    said, levels = _at(claims, names.level), names.levels
    place = levels.index(said) if isinstance(said, str) and said in levels else -1
    return frozenset(act for act, least in names.needs.items() if place < levels.index(least))


def _parts(path: str) -> list[str]:
    return [part.replace("\\.", ".") for part in _DOT.split(path)]


def _at(claims: Mapping[str, Any], path: str) -> Any:
    found: Any = claims
    for part in _parts(path):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _only(
    what: str,
    claims: Mapping[str, Any],
    path: str,
    table: Mapping[str, _Known],
    ours: Callable[[str], _Known],
) -> _Known | None:
    """None: nothing is said, or in a list nothing that is known. Raises BadToken."""
    said = _at(claims, path)
    if said is None:
        return None
    listed = said if isinstance(said, list) else [said]
    if not all(isinstance(one, str) for one in listed):
        raise BadToken(reason=f"{what}-malformed", claim=path)
    known = {word for one in listed if (word := _known(one, table, ours)) is not None}
    if len(known) > 1:
        raise BadToken(reason=f"{what}-ambiguous", claim=path)
    if not known and not isinstance(said, list):
        raise BadToken(reason=f"{what}-unknown", claim=path)
    return known.pop() if known else None


def _known(said: str, table: Mapping[str, _Known], ours: Callable[[str], _Known]) -> _Known | None:
    if table:
        return table.get(said)
    try:
        return ours(said)
    except ValueError:
        return None


def _subject(subject: object, path: str) -> str:
    if subject is None:
        raise BadToken(reason="claim-missing", claim=path)
    if not isinstance(subject, str) or not 1 <= len(subject) <= 128:
        raise BadToken(reason="subject-malformed", claim=path)
    if not subject.isprintable() or subject != subject.strip():
        raise BadToken(reason="subject-malformed", claim=path)
    # Such an owner is an office that handed a case in for somebody: nobody signs in as one, nor as what looks like one.
    if normalize("NFKC", subject).casefold().strip().startswith(WINDOW):
        raise BadToken(reason="subject-reserved", claim=path)
    return subject


def _identity(claims: Mapping[str, Any], names: ClaimNames) -> tuple[Person | None, bool]:
    """Returns (who they are, in our spelling; whether the issuer tells of somebody whom we cannot read)."""
    number = _at(claims, names.id_number)
    if number is None or not _is_verified(claims, names):
        return None, False
    try:
        read = Identity.model_validate({"name": _at(claims, names.name), "id_number": number})
    except ValueError:
        return None, True
    return Person(read.name, read.id_number), False


def _is_verified(claims: Mapping[str, Any], names: ClaimNames) -> bool:
    if names.verified is None:
        return True
    said = _at(claims, names.verified)
    return ("true" if said is True else said) in names.verified_values
