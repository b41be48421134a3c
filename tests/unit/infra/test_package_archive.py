"""A folder's digest tells its names and contents, whatever of it is left out; its zip comes out the same every time."""

from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

from infra.package.archive import deflated_in, digest, pack_folder

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


TEXT = "一件事" * 300


def test_a_zip_comes_out_the_same_whether_or_not_what_is_in_it_was_deflated_before(tmp_path: Path) -> None:
    """Every content, also that of another name, an empty one and one that deflating makes no smaller."""
    before = folder(tmp_path / "before", a=TEXT, gone="away", empty="", short="x")
    program = folder(tmp_path / "program", a=TEXT, b=TEXT, empty="", new=TEXT[1:], short="x")
    (program / "packed").write_bytes(sha256(b"").digest())
    pack_folder(before, tmp_path / "before.zip")

    packed = [
        pack_folder(program, tmp_path / name, like=like)
        for name, like in (
            ("one.zip", None), ("two.zip", None), ("three.zip", tmp_path / "before.zip"), ("four.zip", tmp_path / "one.zip"),
        )
    ]  # fmt: skip

    assert len(set(packed)) == 1
    with ZipFile(tmp_path / "three.zip") as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == {
            path.name: path.read_bytes() for path in program.iterdir()
        }


def test_of_what_was_deflated_before_nothing_is_deflated_again(tmp_path: Path) -> None:
    """Told by what could not come of deflating: it is taken as it stands in the other zip."""
    stored = tmp_path / "stored.zip"
    with ZipFile(stored, "w") as made:
        made.writestr("other", TEXT)

    assert deflated_in(stored) == {TEXT.encode(): TEXT.encode()}
    pack_folder(folder(tmp_path / "program", a=TEXT), tmp_path / "made.zip", like=stored)
    assert TEXT.encode() in (tmp_path / "made.zip").read_bytes()
