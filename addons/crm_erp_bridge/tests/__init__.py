from . import test_customer
from . import test_engine
from . import test_delivery
from . import test_outbox
from . import test_rpc_cannot_bypass
from . import test_security
from . import test_stock
from . import test_ui
