"""How does Alembic meet our database? It is handed a connection whose transaction is open."""

from alembic import context

from storage.table_parts import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
