from . import crm_approval_request_act
