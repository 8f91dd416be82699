from . import base_module_uninstall
from . import crm_approval_choose
from . import crm_approval_migrate
from . import crm_approval_request_act
from . import crm_approval_what_if
from . import crm_merge_opportunities
