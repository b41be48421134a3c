"""The pages' templates as modules, which the first page imports: Lambda parses none. And the files of the kit, packed."""

import shutil
from pathlib import Path

from functions.pages.office import kit_files
from functions.pages.rendering import COMPILED, FOLDER, environment
from infra.package.shipped import ROOT


def compile_templates(folder: Path) -> None:
    """In `folder`, which holds a copy of our packages, templates/ becomes compiled/."""
    environment().compile_templates(str(folder / COMPILED.relative_to(ROOT)), zip=None, ignore_errors=False)
    shutil.rmtree(folder / FOLDER.relative_to(ROOT))


def pack_kit(folder: Path) -> None:
    """All in one, for they have much in common: half of what they weigh one by one."""
    packed = folder / kit_files.PACKED.relative_to(ROOT)
    packed.parent.mkdir(parents=True, exist_ok=True)
    packed.write_bytes(kit_files.pack(kit_files.FOLDER))
