"""Makes the exercise: an invented coalition whose true values are known.

Works from any folder, loaded by path: `runpy.run_path("examples/exercise/generate.py")["write"](home)`.
What is written depends on nothing but the code beside this file; two calls write the same bytes.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any


def _load_generator() -> ModuleType:
    """Import the package folder `invented` beside this file, wherever the checkout stands."""
    folder = Path(__file__).resolve().parent / "invented"
    loaded = sys.modules.get(folder.name)
    if loaded is not None:
        return loaded
    spec = importlib.util.spec_from_file_location(
        folder.name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{folder} is not a package")
    module = importlib.util.module_from_spec(spec)
    sys.modules[folder.name] = module
    spec.loader.exec_module(module)
    return module


_generator = _load_generator()
write: Callable[[Path], None] = _generator.write
"""Write a data home: edited files, profiles and a filled inbox. The folder may exist; files are replaced."""
truth: Callable[[], Any] = _generator.truth
"""What was invented: true values, expected totals, the true reduction, every planted peculiarity."""
