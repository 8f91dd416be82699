from . import test_effective
from . import test_engine
from . import test_held
from . import test_methods
from . import test_orders
from . import test_customer
from . import test_security
from . import test_ui
