from . import crm_approval_notice
from . import message
