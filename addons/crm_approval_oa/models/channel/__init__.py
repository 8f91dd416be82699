from . import crm_approval_oa_channel
from . import secrets
from . import call
from . import rate
from . import people
