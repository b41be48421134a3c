"""Templates as they are packaged show the same pages as their source."""

import marshal
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jinja2 import TemplateNotFound

from functions.pages.packed import PackedTemplates, templates_archive
from functions.pages.rendering import COMPILED, TEMPLATES_FOLDER, Frame, environment
from infra.package import archive, pages
from infra.package.shipped import ROOT

NOW = datetime(2026, 12, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> PackedTemplates:
    folder = tmp_path_factory.mktemp("package")
    shutil.copytree(TEMPLATES_FOLDER, folder / TEMPLATES_FOLDER.relative_to(ROOT))
    pages.compile_templates(folder)
    archive.compile_modules(folder)
    archive.drop_sources(folder, entry="app.py")
    pages.pack_templates(folder)
    compiled = folder / COMPILED.relative_to(ROOT)
    assert [one.name for one in compiled.parent.iterdir() if one.is_file()] == [compiled.name]
    return PackedTemplates(compiled)


@pytest.mark.slow
def test_every_template_is_there_and_says_the_same(packed: PackedTemplates) -> None:
    beside = environment().overlay(loader=packed)

    for name in environment().list_templates():
        assert beside.get_template(name).blocks.keys() == environment().get_template(name).blocks.keys()
    shown = [
        made.get_template("office/kit.html").render(frame=Frame("系统对接", "/kit", NOW), view={"doors": ()})
        for made in (beside, environment())
    ]
    assert shown[0] == shown[1]
    assert "系统对接" in shown[0]


@pytest.mark.slow
def test_what_is_no_template_is_none(tmp_path: Path) -> None:
    one = environment().compile("有一个", raw=True, defer_init=True)
    code = marshal.dumps(compile(one, "one.html", "exec"))
    (tmp_path / "templates").write_bytes(templates_archive({"office/one.html": code}))
    made = environment().overlay(loader=PackedTemplates(tmp_path / "templates"))

    assert made.get_template("office/one.html").render() == "有一个"
    with pytest.raises(TemplateNotFound):
        made.get_template("office/none.html")
