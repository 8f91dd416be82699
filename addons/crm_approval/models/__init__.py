# Rows that are evidence come first: versions of chains are such rows.
from . import evidence
from . import chain
from . import gate
from . import request
from . import step
from . import outcome
from . import notice
from . import past
from . import base
from . import crm_lead
from . import crm_stage
from . import ir_actions
from . import ir_http
from . import res_partner
from . import res_users
from . import res_config_settings
