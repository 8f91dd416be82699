from . import crm_approval_outcome_run
from . import crm_approval_turn
