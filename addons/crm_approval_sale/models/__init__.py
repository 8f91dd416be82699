from . import crm_approval_chain
from . import crm_approval_condition
from . import crm_approval_gate
from . import crm_approval_request
from . import held_order
from . import held_request
from . import payment_transaction
from . import sale_order
