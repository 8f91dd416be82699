from . import crm_approval_oa_message
from . import card
from . import delivery
