from . import run
from . import load
from . import res_config_settings
