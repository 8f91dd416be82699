"""From cells to records: types, exact repairs, faults."""
