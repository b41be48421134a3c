"""What is made from the code and kept in docs/kit is what the code makes now."""

import pytest

from functions.pages.office.kit_files import KIT_FOLDER
from infra.console.kit.made import made_files

SAMPLES = {"receiver.py", "Receiver.java", "answers.sh"}


@pytest.mark.slow
def test_the_files_are_what_the_code_makes() -> None:
    wanted = made_files()

    found = {path.name: path.read_text("utf-8") for path in KIT_FOLDER.iterdir() if path.name not in SAMPLES}

    assert sorted(found) == sorted(wanted), "make kit"
    assert [name for name in wanted if found[name] != wanted[name]] == [], "make kit"


def test_the_samples_are_there() -> None:
    assert {path.name for path in KIT_FOLDER.iterdir()} >= SAMPLES
