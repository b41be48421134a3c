"""The pages' templates as modules, which the first page imports: Lambda parses none."""

import shutil
from pathlib import Path

from functions.pages.rendering import COMPILED, FOLDER, environment
from infra.package.shipped import ROOT


def compile_templates(folder: Path) -> None:
    """In `folder`, which holds a copy of our packages, templates/ becomes compiled/."""
    environment().compile_templates(str(folder / COMPILED.relative_to(ROOT)), zip=None, ignore_errors=False)
    shutil.rmtree(folder / FOLDER.relative_to(ROOT))
