-- What is owed in an organisation by date due, by whomever: what leaders look at.
CREATE INDEX todo_by_due ON todo (organisation, due_at, stream);
