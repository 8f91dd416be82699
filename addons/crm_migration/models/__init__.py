from . import crm_migration_check
from . import crm_migration_key
from . import crm_migration_reconcile
from . import crm_migration_resolver
from . import crm_migration_row
from . import crm_migration_loader
from . import crm_migration_undo
from . import crm_migration_run
