"""The session's cookie is small enough for every browser, and opens to what was sealed."""

from datetime import UTC, datetime

from cryptography.fernet import Fernet

from functions.adapters.cookies import SealedCookies
from functions.adapters.sealing import Seal
from functions.domain.case.access import LevelAct, Person, Principal
from functions.pages.begun import MOST_BEGUN, Begun
from functions.pages.begun import cookie_of_begun as begun_cookie
from functions.pages.session import Session, read_session, session_text
from functions.pages.sign_in import MOST_ADDRESS
from functions.pages.signed_in import SESSION_COOKIE, cookie_of, session_in
from schemas.codes import Department, Role

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
# RFC 6265, 6.1: of a whole cookie, its name, its value and its attributes.
MOST_BYTES = 4096
LONGEST = Principal(
    subject="\U00020000" * 128,
    role=Role.DEPARTMENT_STAFF,
    region="440106",
    department=Department.HEALTHCARE_SECURITY,
    person=Person("\U00020000" * 50, "44010620030101001X"),
)


def cookies() -> SealedCookies:
    keys = [Fernet.generate_key().decode()]
    return SealedCookies(Seal(lambda: keys))


def test_the_longest_principals_cookie_is_under_four_kilobytes() -> None:
    jar, session = cookies(), Session("s" * 43, LONGEST, NOW, NOW)

    line = cookie_of(session, jar)

    assert len(line.encode()) < MOST_BYTES
    assert session_in({SESSION_COOKIE: line.partition(";")[0].partition("=")[2]}, jar) == session


def test_a_session_goes_with_the_browser_that_is_closed() -> None:
    line = cookie_of(Session("s" * 43, LONGEST, NOW, NOW), cookies())

    assert line.partition(";")[2] == " Path=/; Secure; HttpOnly; SameSite=Lax"


def test_as_many_attempts_as_are_kept_fit_into_theirs() -> None:
    begun = tuple(Begun("s" * 43, "v" * 43, "/" + "a" * (MOST_ADDRESS - 1), 1_800_000_000) for _ in range(9))

    line = begun_cookie(begun, cookies(), plain=False)

    assert MOST_BEGUN == 3
    assert len(line.encode()) < MOST_BYTES


def test_a_cookie_with_a_byte_changed_is_nobodys() -> None:
    jar = cookies()
    value = cookie_of(Session("s" * 43, LONGEST, NOW, NOW), jar).partition(";")[0].partition("=")[2]

    for place in range(0, len(value), 97):
        other = "A" if value[place] != "A" else "B"
        assert session_in({SESSION_COOKIE: value[:place] + other + value[place + 1 :]}, jar) is None


def test_anothers_key_opens_nothing() -> None:
    value = cookie_of(Session("s" * 43, LONGEST, NOW, NOW), cookies()).partition(";")[0].partition("=")[2]

    assert session_in({SESSION_COOKIE: value}, cookies()) is None


def test_what_a_level_does_not_allow_stays_with_the_session() -> None:
    low = Principal("soldier", Role.APPLICANT, barred=frozenset({LevelAct.CHANGE}))
    session = Session("session-1", low, NOW, NOW)

    assert read_session(session_text(session)) == session
