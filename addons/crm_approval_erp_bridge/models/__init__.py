from . import crm_approval_outcome
from . import crm_approval_outcome_run
