from . import test_engine
from . import test_robots
from . import test_apps
from . import test_callbacks_wecom
from . import test_callbacks_feishu
from . import test_callbacks_dingtalk
from . import test_security
from . import test_ui
