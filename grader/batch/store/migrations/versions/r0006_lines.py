"""Of a report also what was written of it in the documents of its class."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    for name in ("lines", "row"):
        op.add_column("prints", Column(name, Text, nullable=False, server_default=""))
