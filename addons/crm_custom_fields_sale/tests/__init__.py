from . import test_quotation
from . import test_quotation_access
from . import test_quotation_mapping
from . import test_quotation_ui
