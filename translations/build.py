"""How do compiled catalogues get into what is installed?

setuptools runs this instead of its own step (`setup.cfg`), for a wheel and for `pip install -e .` alike. Nothing of the
product is installed at that moment, so the one module that compiles is loaded by its path.
"""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from setuptools.command.build_py import build_py

TRANSLATIONS = Path(__file__).parent
COMPILING = TRANSLATIONS.parent / "questionnaire" / "wording" / "strings.py"


class BuildWithCatalogues(build_py):
    """Copy the packages as always, with every catalogue compiled beside its file first."""

    def run(self) -> None:
        """Compile, then copy."""
        compiling().compile_all(TRANSLATIONS)
        super().run()


def compiling() -> ModuleType:
    """Return the module that compiles catalogues, without the packages around it."""
    name = "catalogues_being_built"
    spec = importlib.util.spec_from_file_location(name, COMPILING)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(COMPILING)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
