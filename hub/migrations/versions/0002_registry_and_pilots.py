"""registry and pilots

The registry of counts needs no column: released counts of new families lie in the tables that are there.
Pilots that were open before do not count their members: nobody who joined them was told.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("pilot") as batch:
        batch.add_column(sa.Column("spread", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(sa.Column("kickoff", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("kickoff_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("own_hours", sa.Integer(), nullable=True, comment="what coordinators entered"))
        batch.add_column(
            sa.Column(
                "decision", sa.String(length=10), server_default="", nullable=False, comment="go_on, change, stop"
            )
        )
        batch.add_column(sa.Column("decision_reason", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("decided_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("decided_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_pilot_decided_by_id_person"), "person", ["decided_by_id"], ["id"], ondelete="SET NULL"
        )
    with op.batch_alter_table("pilot_member") as batch:
        batch.add_column(sa.Column("shown", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "pilot_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=True, comment="only with an own name"),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_pilot_question_answered_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["asker_id"],
            ["ambassador.person_id"],
            name=op.f("fk_pilot_question_asker_id_ambassador"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["pilot_id"], ["pilot.id"], name=op.f("fk_pilot_question_pilot_id_pilot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_question")),
    )
    op.create_index(op.f("ix_pilot_question_pilot_id"), "pilot_question", ["pilot_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_pilot_question_pilot_id"), table_name="pilot_question")
    op.drop_table("pilot_question")
    with op.batch_alter_table("pilot_member") as batch:
        batch.drop_column("shown")
    with op.batch_alter_table("pilot") as batch:
        batch.drop_constraint(batch.f("fk_pilot_decided_by_id_person"), type_="foreignkey")
        for name in (
            "decided_by_id",
            "decided_on",
            "decision_reason",
            "decision",
            "own_hours",
            "kickoff_on",
            "kickoff",
            "spread",
        ):
            batch.drop_column(name)
