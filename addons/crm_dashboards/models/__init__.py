from . import crm_lead
from . import crm_dashboard
from . import crm_dashboard_tile
from . import crm_dashboard_reader
from . import crm_dashboard_asker
from . import crm_dashboard_scale
from . import crm_dashboard_painter
