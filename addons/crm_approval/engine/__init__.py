from . import assign, carry, conditions, delegation, expression, progress, spec, values
