from . import carry, conditions, delegation, expression, progress, spec, values
