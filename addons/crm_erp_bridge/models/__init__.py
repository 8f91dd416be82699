from . import connection
from . import inbox
from . import binding
from . import outbox
from . import order
from . import stock
from . import crm_lead
from . import res_config_settings
