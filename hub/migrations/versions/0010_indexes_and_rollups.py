"""indexes and rollups

Months of clicks, so that sums over years do not read every day of them, and indexes for the lists of a large
organisation. Months that are over are rolled up by the first `close_day` after the migration.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_released_cell_family_window", "released_cell", ["family", "window", "value"]),
    ("ix_released_clicks_window", "released_clicks", ["window", "kit_id", "clicks", "visitors"]),
    ("ix_tracking_link_source", "tracking_link", ["source"]),
    ("ix_kit_job_id", "kit", ["job_id"]),
    ("ix_person_name", "person", ["name", "id"]),
)


def upgrade() -> None:
    op.create_table(
        "click_month",
        sa.Column("kit_id", sa.Integer(), autoincrement=False, nullable=False, comment="0 is the organisation"),
        sa.Column("month", sa.Date(), nullable=False, comment="its first day"),
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.Column("network", sa.String(length=20), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("visitors", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kit_id", "month", "source", "network", name=op.f("pk_click_month")),
        sqlite_with_rowid=False,
    )
    op.drop_index("ix_released_cell_family", table_name="released_cell")
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    op.create_table(
        "rolled_up",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rolled_up")),
    )


def downgrade() -> None:
    for name, table, _ in INDEXES:
        op.drop_index(name, table_name=table)
    op.create_index("ix_released_cell_family", "released_cell", ["family"])
    op.drop_table("rolled_up")
    op.drop_table("click_month")
