from . import table
from . import crm_custom_field_row
from . import row_log
