"""Sources of shared data that know the sandbox's people, for a world whose applicants may be asked about."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from schemas.catalogue.prefill import NOT_ASKED, SourceCode
from tests.support.fakes.shared_data import FakeSharedData
from tests.support.world import World

PERSONS = Path(__file__).parents[2] / "infra" / "sandbox" / "persons.toml"
NUMBER = "440106200301010010"


def people() -> dict[str, Mapping[SourceCode, Mapping[str, Any]]]:
    found = tomllib.loads(PERSONS.read_text("utf-8"))["persons"]
    sources = [code for code in SourceCode if code not in NOT_ASKED]
    return {person["id_number"]: {code: _plain(person[code.value]) for code in sources} for person in found}


def _plain(told: Mapping[str, Any]) -> dict[str, Any]:
    """As it travels: dates are text."""
    return {name: str(value) for name, value in told.items()}


def connected(world: World | None = None) -> tuple[World, FakeSharedData]:
    made, sources = world or World(), FakeSharedData(people())
    made.deps = replace(made.deps, shared_data=sources)
    return made, sources


def tells(sources: FakeSharedData, source: SourceCode, **values: Any) -> None:
    """Other values of the applicant's; None: it does not know."""
    person = sources.people[NUMBER]
    told = {name: value for name, value in {**person.get(source, {}), **values}.items() if value is not None}
    sources.people[NUMBER] = {**person, source: told}
