from . import config
from . import links
from . import texts
from . import crm_custom_field_profile
from . import crm_custom_field_version
from . import sections
from . import words
