"""What the simulation watches: ports, and nothing that only says how this deployment is."""

import random
from dataclasses import fields

from functions.usecases.health import readiness
from tests.support.simulation.stores import Durable
from tests.support.simulation.weather import Weather
from tests.support.simulation.world import World


def world() -> World:
    return World(random.Random(1), Durable(), Weather())


def test_what_a_world_does_without_stays_away_and_a_value_is_what_it_is() -> None:
    deps = world().process.deps

    assert (deps.acceptance, deps.electronic_seal, deps.training, deps.public_address) == (
        None,
        None,
        False,
        "",
    )


def test_every_port_that_a_world_has_is_watched() -> None:
    deps = world().process.deps

    watched = {field.name for field in fields(deps) if type(getattr(deps, field.name)).__name__ == "_Watched"}
    assert watched >= {"store", "executions", "gateway", "notices", "materials", "shared_data", "scanner"}


def test_a_watched_world_is_ready() -> None:
    found = readiness(world().process.deps)

    assert (found.scans, found.has_disk) == (True, False)
