from . import crm_custom_field_pack
from . import crm_custom_field_pack_sample
from . import res_config_settings
