import json
from pathlib import Path

import pytest

from functions.adapters.outward.secrets import FORM, NOTICES, SecretUnusable
from functions.domain.errors import SealKeysMissing
from infra.embedded.files import sole_use, write_whole
from infra.embedded.secrets import LEDGER, ROTATION_LOCK, FileSecrets
from infra.rotation import drawn_key
from schemas.codes import Department


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The keys of a folder in which a ledger lies by now."""
    FileSecrets(tmp_path / "secrets.json").keys(FORM)
    (tmp_path / LEDGER).touch()
    return tmp_path / "secrets.json"


def test_keys_are_not_made_again_where_something_may_be_sealed(path: Path) -> None:
    path.unlink()

    with pytest.raises(SecretUnusable, match="密钥文件不见了"):
        FileSecrets(path).keys(FORM)
    assert not path.exists()


def test_a_file_that_vanishes_stops_sealing_and_not_opening(path: Path) -> None:
    secrets = FileSecrets(path)
    before = secrets.keys(FORM)
    kept = path.read_bytes()
    path.unlink()

    assert secrets.keys(FORM) == before
    with pytest.raises(SealKeysMissing):
        secrets.check()
    path.write_bytes(kept)
    path.chmod(0o600)
    secrets.check()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"form": {"keys": []}}', '{"form": {"keys": "k"}}'])
def test_garbage_is_refused_at_the_start_and_stops_sealing_later(path: Path, content: str) -> None:
    running = FileSecrets(path)
    before = running.keys(FORM)
    path.write_text(content)

    with pytest.raises(SecretUnusable) as told:
        FileSecrets(path).keys(FORM)
    assert running.keys(FORM) == before
    with pytest.raises(SealKeysMissing):
        running.check()
    assert "secrets.json" in str(told.value) or str(told.value) == FORM


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_refused(path: Path, mode: int) -> None:
    path.chmod(mode)

    with pytest.raises(SecretUnusable, match="chmod 600"):
        FileSecrets(path).keys(FORM)


@pytest.mark.parametrize("name", [FORM, *Department])
def test_a_key_is_not_made_again_for_a_file_that_lost_it(path: Path, name: str) -> None:
    document = json.loads(path.read_text())
    del document[name]
    path.write_text(json.dumps(document))
    without = path.read_bytes()

    with pytest.raises(SecretUnusable, match=name):
        FileSecrets(path).keys(name)
    assert path.read_bytes() == without


def test_a_key_that_an_older_file_lacks_is_not_written_over_a_rotation_under_way(path: Path) -> None:
    document = json.loads(path.read_text())
    del document[NOTICES]
    path.write_text(json.dumps(document))
    secrets = FileSecrets(path)
    secrets.check()

    with sole_use(path.parent, lock=ROTATION_LOCK):
        with pytest.raises(SecretUnusable, match="正在轮换密钥"):
            secrets.keys(NOTICES)
        rotated = {**document, FORM: {"keys": [drawn_key(FORM), *document[FORM]["keys"]]}}
        write_whole(path, json.dumps(rotated).encode())

    made = secrets.keys(NOTICES)
    assert json.loads(path.read_text()) == {**rotated, NOTICES: {"keys": list(made)}}


def test_a_server_looks_at_the_file_again_after_a_moment_and_not_for_each_thing_that_it_opens(
    path: Path,
) -> None:
    now = [100.0]
    running = FileSecrets(path, fresh=0.25, clock=lambda: now[0])
    before = running.keys(FORM)
    document = json.loads(path.read_text("utf-8"))
    document[FORM]["keys"].insert(0, drawn_key(FORM))
    write_whole(path, json.dumps(document).encode())

    now[0] += 0.24
    meanwhile = running.keys(FORM)
    now[0] += 0.01
    afterwards = running.keys(FORM)

    assert meanwhile == before
    assert afterwards == tuple(document[FORM]["keys"]) != before
