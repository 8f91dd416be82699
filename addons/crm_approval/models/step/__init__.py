from . import crm_approval_request_step
from . import deadline
from . import crm_approval_task
from . import task_link
from . import crm_approval_delegation
from . import field_rights
from . import path
