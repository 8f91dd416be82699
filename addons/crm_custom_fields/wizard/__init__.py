from . import crm_custom_field_transfer
