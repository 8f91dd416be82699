from . import dingtalk
from . import feishu
from . import wecom
