from . import crm_erp_stock
