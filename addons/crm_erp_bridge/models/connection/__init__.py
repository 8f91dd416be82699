from . import crm_erp_connection
