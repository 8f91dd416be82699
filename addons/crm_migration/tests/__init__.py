from . import test_engine
from . import test_load
from . import test_queries
from . import test_resume
from . import test_security
from . import test_ui
from . import test_undo
from . import test_settings
