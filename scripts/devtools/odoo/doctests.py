"""Run the examples in addons' engine/: python -m devtools.odoo.doctests FOLDER …

The engine is imported as a package of its own, beside Odoo and without it: an engine
that reaches for Odoo or for its addon fails here.
"""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import sys
from collections.abc import Sequence


def main(folders: Sequence[str]) -> int:
    """Try the examples of each folder; fail when one fails."""
    return max([_try(folder) for folder in folders], default=1)


def _try(folder: str) -> int:
    """Import engine/ of a folder and try every example in it."""
    sys.path.insert(0, folder)
    try:
        package = importlib.import_module("engine")
        tried = failed = 0
        for found in pkgutil.walk_packages(package.__path__, "engine."):
            result = doctest.testmod(importlib.import_module(found.name))
            tried += result.attempted
            failed += result.failed
    finally:
        sys.path.remove(folder)
        for name in [name for name in sys.modules if name.split(".")[0] == "engine"]:
            del sys.modules[name]
    print(f"   {folder}: {tried} examples, {failed} failed")
    return 1 if failed or not tried else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
