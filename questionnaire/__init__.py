"""Who asks whom, when, and how it looks: the service around `instruments`, `scoring` and `forms`.

`web` and `cli` call `services`; services gather (from `db`), decide (one pure function), apply. `access` is the one
place that says who may see and do what.
"""
