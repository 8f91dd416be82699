from . import crm_approval_gate
from . import crm_approval_outcome
from . import crm_approval_outcome_run
from . import crm_approval_request
from . import crm_lead
