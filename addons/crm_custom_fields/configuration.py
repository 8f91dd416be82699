"""The door for addons that bring a set-up as a file: they import from here alone.

The model ``crm.custom.field.config`` reads such a file (``_read``), tells what is here
(``_document``, ``_keys``, ``_by_key``) and brings it in line (``_apply``).
"""

from .engine.config.config_file import SECTIONS, keys
from .engine.merge import merge
from .models.config import words
from .models.config.sections import PLAIN
from .models.rule import engine as rules

__all__ = ["PLAIN", "SECTIONS", "keys", "merge", "rules", "words"]
