from . import crm_custom_field
from . import crm_custom_field_carry
from . import crm_custom_field_config
from . import sale_order
