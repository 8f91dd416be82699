from . import channel
from . import message
from . import crm_approval_oa_address
from . import crm_approval_oa_event
from . import crm_approval_request
from . import crm_approval_request_step
from . import res_users
