"""themes can be retired"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("theme") as theme:
        theme.add_column(
            sa.Column(
                "retired",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment="no longer offered; kits that carry it keep it",
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("theme") as theme:
        theme.drop_column("retired")
