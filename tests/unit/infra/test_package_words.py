from pathlib import Path

import pytest

from infra.package.__main__ import main


def test_a_table_of_routes_that_is_not_there_is_named_before_anything_is_built(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"

    with pytest.raises(SystemExit) as ended:
        main(["build", "--out", str(out), "--routes", str(tmp_path / "none.toml")])

    assert ended.value.code == 2
    assert f"there is no file {tmp_path / 'none.toml'}" in capsys.readouterr().err
    assert not out.exists()
