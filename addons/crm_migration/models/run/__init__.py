from . import crm_migration_run
from . import client_api
from . import reconcile
from . import crm_migration_row
from . import crm_migration_check
from . import crm_migration_key
