"""How does Alembic reach the database? Through the connection that `db.migrate` gives it, in that transaction."""

from alembic import context

from questionnaire.db.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_server_default=True,
)
context.run_migrations()
