from . import crm_dashboard_change
