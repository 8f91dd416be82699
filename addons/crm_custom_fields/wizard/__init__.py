from . import crm_custom_field_drop
from . import crm_custom_field_transfer
from . import crm_custom_field_pack_upgrade
from . import crm_custom_field_use
from . import crm_custom_field_trial
