from . import crm_erp_line
from . import deal_amount
