from . import rebate
