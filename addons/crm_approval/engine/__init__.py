from . import carry, conditions, expression, progress, spec, values
