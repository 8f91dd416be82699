from . import crm_erp_binding
