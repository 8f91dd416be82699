from . import look_back
from . import scope
from . import changes
from . import crm_approval_report
