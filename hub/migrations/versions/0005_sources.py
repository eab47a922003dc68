"""sources"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

BUILT_IN = (
    ("employees", "Kollegers opslag", "Colleagues' posts"),
    ("official", "Vores egne sider", "Our own pages"),
    ("paid", "Betalte annoncer", "Paid advertisements"),
    ("newsletter", "Nyhedsbreve", "Newsletters"),
    ("intranet", "Intranettet", "The intranet"),
)


def upgrade() -> None:
    source = op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=30), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=12),
            nullable=False,
            comment="employees, official, paid, newsletter, intranet or external",
        ),
        sa.Column("label_da", sa.String(length=80), nullable=False),
        sa.Column("label_en", sa.String(length=80), nullable=False),
        sa.Column(
            "active", sa.Boolean(), nullable=False, comment="a retired source keeps its history, and gets no links"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("key", name=op.f("uq_source_key")),
    )
    op.bulk_insert(
        source,
        [{"key": key, "kind": key, "label_da": da, "label_en": en, "active": True} for key, da, en in BUILT_IN],
    )
    # A link that was made by other means keeps its source, under the name that it was given.
    known = [key for key, _, _ in BUILT_IN]
    link = sa.table("tracking_link", sa.column("source", sa.String))
    others = op.get_bind().scalars(sa.select(link.c.source).distinct().where(link.c.source.not_in(known))).all()
    op.bulk_insert(
        source,
        [{"key": key, "kind": "external", "label_da": key, "label_en": key, "active": True} for key in others],
    )
    op.create_table(
        "cost",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.Column("amount_ore", sa.Integer(), nullable=False, comment="øre: hundredths of a krone"),
        sa.Column("spent_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column(
            "form_key",
            sa.String(length=32),
            nullable=False,
            comment="the form it was typed into: sent twice, it counts once",
        ),
        sa.CheckConstraint("(kit_id IS NULL) <> (campaign_id IS NULL)", name=op.f("ck_cost_one_subject")),
        sa.CheckConstraint("amount_ore >= 0", name=op.f("ck_cost_no_income")),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.id"], name=op.f("fk_cost_kit_id_kit")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_cost_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["source"], ["source.key"], name=op.f("fk_cost_source_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost")),
        sa.UniqueConstraint("form_key", name=op.f("uq_cost_form_key")),
    )
    op.create_index(op.f("ix_cost_kit_id"), "cost", ["kit_id"])
    op.create_index(op.f("ix_cost_campaign_id"), "cost", ["campaign_id"])


def downgrade() -> None:
    op.drop_table("cost")
    op.drop_table("source")
