"""What is kept of a session that its person has ended."""

from functions.pages.session import LONGEST_SESSION
from functions.usecases.ended_sessions import end_session, is_session_ended
from functions.usecases.record_kinds import kept_as
from functions.usecases.record_kinds.shared import ENDED_SESSION
from tests.support.api_deps import house
from tests.support.record_bodies import WatchedStore


def test_one_that_was_ended_is_known_as_ended_and_no_other() -> None:
    deps = house(WatchedStore())

    end_session("secret-1", deps)
    end_session("secret-1", deps)

    assert is_session_ended("secret-1", deps)
    assert not is_session_ended("secret-2", deps)


def test_it_is_kept_as_long_as_any_session_lasts_and_tells_no_secret() -> None:
    store = WatchedStore()
    deps = house(store)
    end_session("secret-1", deps)

    (kept,) = [
        record
        for part in range(256)
        for record in store.records(f"{ENDED_SESSION}#{part:02x}", limit=10).entries
    ]

    assert kept.expires_at == deps.clock() + LONGEST_SESSION
    assert "secret-1" not in f"{kept.key}{kept.body}"
    assert kept_as(ENDED_SESSION).life == LONGEST_SESSION
