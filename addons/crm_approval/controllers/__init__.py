from . import crm_approval
