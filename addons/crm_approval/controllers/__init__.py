from . import crm_approval
from . import decide
