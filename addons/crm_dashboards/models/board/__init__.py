from . import crm_dashboard
from . import crm_dashboard_tile
