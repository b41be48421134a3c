"""Addresses that somebody made up: refused, whatever they say."""

import io
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.adapters.sealing import Seal
from functions.domain.intake.files import FileFacts
from infra.embedded.materials import MATERIALS_PATH, FolderMaterials
from infra.embedded.web.materials_http import materials_wsgi
from tests.support.fakes.clock import START, FakeClock

KEY, WHOLE = "00000000-0000-4000-8000-000000000001", b"%PDF-1.7"
SECRET = "bGlhbmJhbi1saWFuYmFuLWxpYW5iYW4tbGlhbmJhbjE="


@pytest.fixture(scope="module")
def materials(tmp_path_factory: pytest.TempPathFactory) -> FolderMaterials:
    folder: Path = tmp_path_factory.mktemp("materials")
    seal = Seal(lambda: (SECRET,))
    return FolderMaterials(
        folder, address="http://here", seal=seal, keys=lambda: (SECRET,), clock=FakeClock()
    )


def asked(materials: FolderMaterials, method: str, path: str, query: str, body: bytes = WHOLE) -> int:
    return answered(materials, method, path, query, body)[0]


def answered(
    materials: FolderMaterials, method: str, path: str, query: str, body: bytes = WHOLE
) -> tuple[int, dict[str, str], bytes]:
    told: list[tuple[int, dict[str, str]]] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/pdf",
        "wsgi.input": io.BytesIO(body),
    }
    given = materials_wsgi(materials, lambda _environ, _start: [])(
        environ, lambda status, headers: told.append((int(status[:3]), dict(headers)))
    )
    return *told[0], b"".join(given)


def address(materials: FolderMaterials, method: str) -> tuple[str, str]:
    until = START + timedelta(minutes=5)
    file = FileFacts(size=len(WHOLE), sha256=sha256(WHOLE).hexdigest(), media_type="application/pdf")
    given = (
        materials.upload(KEY, file, until=until).address
        if method == "PUT"
        else materials.link(KEY, media_type="application/pdf", until=until)
    )
    parts = urlsplit(given)
    return unquote(parts.path), parts.query


def test_an_address_of_ours_takes_its_file_and_gives_it_back(materials: FolderMaterials) -> None:
    assert asked(materials, "PUT", *address(materials, "PUT")) == 200
    assert asked(materials, "GET", *address(materials, "GET")) == 200


def test_a_file_is_saved_and_never_opened_in_a_page(materials: FolderMaterials) -> None:
    """As from S3: what an applicant sent is nobody's script."""
    materials.write(KEY, WHOLE)

    status, headers, body = answered(materials, "GET", *address(materials, "GET"))

    assert (status, body) == (200, WHOLE)
    assert headers["Content-Disposition"] == "attachment"
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_while_keys_are_changed_addresses_of_either_are_taken(tmp_path: Path) -> None:
    present, new = [SECRET], "bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LW5ldzE="
    seal = Seal(lambda: (SECRET,))
    there = FolderMaterials(
        tmp_path, address="http://here", seal=seal, keys=lambda: present, clock=FakeClock()
    )
    before = address(there, "PUT")

    present.insert(0, new)
    after = address(there, "GET")
    told = asked(there, "PUT", *before), asked(there, "GET", *after)
    present.remove(SECRET)

    assert told == (200, 200)
    assert asked(there, "PUT", *before) == 403


@pytest.mark.parametrize("word", ["length", "sha256", "type", "until"])
def test_a_key_that_says_a_word_of_the_address_itself_is_refused(
    materials: FolderMaterials, word: str
) -> None:
    """The signature is over lines: a key of two lines could say the first of the words."""
    path, query = address(materials, "PUT")
    words = dict(pair.split("=", 1) for pair in query.split("&"))
    said = f"{word}={unquote(words.pop(word))}"
    rest = "&".join(f"{name}={value}" for name, value in words.items())

    assert asked(materials, "PUT", f"{path}\n{said}", rest) == 403


WORDS = st.text(st.characters(codec="latin-1"), max_size=40)
QUERIES = WORDS | st.sampled_from(["", "&&=", "until=1", "until=-1&signature=%ff", "a=1&" * 5000])


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(method=st.sampled_from(["PUT", "GET", "POST"]), key=WORDS, query=QUERIES, whole=st.booleans())
def test_an_address_of_any_shape_is_refused(
    materials: FolderMaterials, method: str, key: str, query: str, whole: bool
) -> None:
    genuine = address(materials, "PUT")[1]

    assert asked(materials, method, MATERIALS_PATH + key, f"{genuine}&{query}" if whole else query) in (
        403,
        404,
    )
