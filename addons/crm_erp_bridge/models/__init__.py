from . import crm_erp_connection
from . import crm_erp_connection_pull
from . import crm_erp_binding
from . import crm_erp_message
from . import crm_erp_message_delivery
from . import crm_erp_line
from . import crm_erp_stock
from . import crm_lead
