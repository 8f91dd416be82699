from . import crm_lead
from . import board
from . import reading
