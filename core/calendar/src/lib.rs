//! Working days, working hours and limits: from a rule to a date, with the reason for it.
