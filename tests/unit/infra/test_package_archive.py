"""A folder's digest tells its names and contents, whatever of it is left out."""

from pathlib import Path

from infra.package.archive import digest

ROUTES = frozenset({"infra/routes.toml"})


def folder(at: Path, **files: str) -> Path:
    for name, text in files.items():
        path = at / name.replace("__", "/").replace("_toml", ".toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return at


def test_the_same_program_has_the_same_digest_whatever_offices_its_routes_name(tmp_path: Path) -> None:
    dev = folder(tmp_path / "dev", app="x", infra__routes_toml="dev's")
    prod = folder(tmp_path / "prod", app="x", infra__routes_toml="prod's")

    assert digest(dev, without=ROUTES) == digest(prod, without=ROUTES)
    assert digest(dev, without=frozenset()) != digest(prod, without=frozenset())


def test_another_program_or_another_name_has_another_digest(tmp_path: Path) -> None:
    one = digest(folder(tmp_path / "one", app="x"), without=ROUTES)

    assert digest(folder(tmp_path / "two", app="y"), without=ROUTES) != one
    assert digest(folder(tmp_path / "three", application="x"), without=ROUTES) != one
