from . import crm_approval_chain
from . import crm_approval_request
from . import res_users
from . import hr_employee
