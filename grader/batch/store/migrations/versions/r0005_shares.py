"""Extracts of grades; what hand-ins took of the graders, and how long they wait for it; what a server says of itself."""

from alembic import op
from sqlalchemy import Boolean, Column, Float, Integer, LargeBinary, Text, false

revision = "0005"
down_revision = "0004"


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def upgrade() -> None:
    spent, own = (
        Column("spent_s", Float, nullable=False, server_default="0"),
        Column("is_own", Boolean, nullable=False, server_default=false()),
    )
    for column in (_text("ended_at"), _text("run_after"), spent, own):
        op.add_column("jobs", column)
    op.create_table(
        "extracts",
        Column("key", Text, primary_key=True),
        Column("form", Integer, nullable=False),
        Column("grade", LargeBinary, nullable=False),
        Column("signatures", LargeBinary, nullable=False),
    )
    op.create_table("settings", Column("name", Text, primary_key=True), Column("value", Text, nullable=False))
