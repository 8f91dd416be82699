from . import conditions, expression, progress, spec, values
