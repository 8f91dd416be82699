from . import run
from . import load
