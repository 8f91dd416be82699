from . import crm_approval_append_only
from . import crm_approval_decision
from . import archive
from . import pdf
