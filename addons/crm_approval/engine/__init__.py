from . import (
    assign,
    carry,
    conditions,
    delegation,
    differ,
    expression,
    progress,
    spec,
    values,
)
