"""How did the tables become what they are? One file per step, run by `db.migrate`."""
