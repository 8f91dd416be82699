from . import crm_custom_field_pack_upgrade
