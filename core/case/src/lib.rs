//! The case: decide(case, act, regulation, calendar, surroundings, now) -> events; apply(event).
