from . import test_engine
from . import test_board
from . import test_tile
from . import test_security
from . import test_currency
from . import test_queries
from . import test_rpc_cannot_bypass
from . import test_ui
