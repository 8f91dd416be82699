from . import test_engine
from . import test_packs
from . import test_pack_kinds
from . import test_pack_rules
from . import test_pack_clash
from . import test_pack_upgrade
from . import test_pack_addons
from . import test_pack_ui
