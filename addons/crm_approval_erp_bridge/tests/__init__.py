from . import test_amount
from . import test_order
