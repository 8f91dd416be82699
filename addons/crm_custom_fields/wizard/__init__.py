from . import base_module_uninstall
from . import crm_custom_field_drop
from . import crm_custom_field_retype
from . import crm_custom_field_takeover
from . import crm_custom_field_transfer
from . import crm_custom_field_use
from . import crm_custom_field_trial
