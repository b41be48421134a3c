"""What is made from the code and kept in docs/kit is what the code makes now."""

import pytest

from infra.console.kit.made import FOLDER, made


@pytest.mark.parametrize("name", made())
def test_the_file_is_what_the_code_makes(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == made()[name], "make kit"
