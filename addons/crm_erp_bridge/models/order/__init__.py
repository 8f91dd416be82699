from . import crm_erp_line
