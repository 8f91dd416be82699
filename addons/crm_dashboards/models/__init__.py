from . import crm_lead
from . import board
from . import reading
from . import res_config_settings
