from . import crm_approval_gate
from . import measure
from . import crm_approval_baseline
from . import crm_approval_history
from . import crm_approval_violation
from . import calls
from . import chain_button
from . import record_views
