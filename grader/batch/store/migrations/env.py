"""How Alembic runs the scripts beside this file: on the connection that it is handed, inside its transaction."""

from alembic import context

from grader.batch.store.outside_tables import METADATA

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=True, render_as_batch=True
)
context.run_migrations()
