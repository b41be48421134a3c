"""The pages' templates, compiled: Lambda parses none. And the files of the kit, packed."""

import shutil
from pathlib import Path

from jinja2 import ModuleLoader

from functions.pages.office import kit_files
from functions.pages.packed import templates_archive
from functions.pages.rendering import COMPILED, TEMPLATES_FOLDER, environment
from infra.package.shipped import ROOT

# Of a file of bytecode (PEP 552).
_HEADER = 16


def compile_templates(folder: Path) -> None:
    """In `folder`, which holds a copy of our packages, templates/ becomes modules in compiled/."""
    compiled = (folder / COMPILED.relative_to(ROOT)).parent
    environment().compile_templates(str(compiled), zip=None, ignore_errors=False)
    shutil.rmtree(folder / TEMPLATES_FOLDER.relative_to(ROOT))


def pack_templates(folder: Path) -> None:
    """Once they are bytecode: one file in place of many, which weigh nearly twice as much."""
    packed = folder / COMPILED.relative_to(ROOT)
    modules = {
        name: packed.parent / f"{ModuleLoader.get_template_key(name)}.pyc"
        for name in sorted(environment().list_templates())
    }
    packed.write_bytes(
        templates_archive({name: module.read_bytes()[_HEADER:] for name, module in modules.items()})
    )
    for module in modules.values():
        module.unlink()


def pack_kit(folder: Path) -> None:
    """All in one, for they have much in common: half of what they weigh one by one."""
    packed = folder / kit_files.PACKED.relative_to(ROOT)
    packed.parent.mkdir(parents=True, exist_ok=True)
    packed.write_bytes(kit_files.kit_archive(kit_files.KIT_FOLDER))
