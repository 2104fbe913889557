"""How is everything kept, and who gets to read it?

`tables` are the rows, `session` opens the database, `gateway` turns `access` into SQL. One module of queries per
subject: every query takes the viewer and filters by it, or takes a `Held`, which only the gateway hands out;
`sign_in` alone runs before there is a viewer. Rows are rows and values are values: the two are never one class.
"""
