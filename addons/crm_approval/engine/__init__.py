from . import progress, spec, values
