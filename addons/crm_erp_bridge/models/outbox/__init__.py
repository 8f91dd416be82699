from . import crm_erp_message
from . import delivery
