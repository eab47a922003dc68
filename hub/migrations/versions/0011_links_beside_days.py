"""links beside days

An index with all that a sum of clicks asks of a link. Without it, PostgreSQL reads the table of links from end to end,
their long addresses with it, whenever days that are not in a month yet are added up.
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_tracking_link_counted", "tracking_link", ["id", "source", "kit_id", "network"])


def downgrade() -> None:
    op.drop_index("ix_tracking_link_counted", table_name="tracking_link")
