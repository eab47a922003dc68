"""campaigns"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('campaign',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False, comment='counts edits; a stale form is told'),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('audience', sa.String(length=300), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('deliverables', sa.Text(), nullable=False),
    sa.Column('budget', sa.BigInteger(), nullable=True, comment='øre'),
    sa.Column('kickoff_on', sa.Date(), nullable=True),
    sa.Column('kickoff_place', sa.String(length=120), nullable=False),
    sa.Column('kickoff_message', sa.Text(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('substitute_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_campaign_owner_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['substitute_id'], ['person.id'], name=op.f('fk_campaign_substitute_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign')),
    sa.UniqueConstraint('slug', name=op.f('uq_campaign_slug'))
    )
    op.create_table('campaign_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(length=20), nullable=False, comment='strategic, practical or communication'),
    sa.Column('standard', sa.String(length=30), nullable=False, comment='key of one that every campaign begins with'),
    sa.Column('text', sa.String(length=200), nullable=False, comment='what somebody typed; empty for a standard one'),
    sa.Column('done', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_campaign_check_campaign_id_campaign'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign_check'))
    )
    op.create_index(op.f('ix_campaign_check_campaign_id'), 'campaign_check', ['campaign_id'], unique=False)
    op.create_table('campaign_goal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False, comment='counts edits; a stale form is told'),
    sa.Column('specific', sa.String(length=300), nullable=False, comment='what shall be achieved, in words'),
    sa.Column('measure', sa.String(length=20), nullable=False),
    sa.Column('scope', sa.String(length=20), nullable=False, comment='campaign, organisation or unit'),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('baseline', sa.Integer(), nullable=True, comment='where it starts from; empty when nobody knows'),
    sa.Column('target', sa.Integer(), nullable=False, comment='a number, or per cent for a rate'),
    sa.Column('deadline', sa.Date(), nullable=False),
    sa.CheckConstraint('target > 0 AND (baseline IS NULL OR baseline >= 0)', name=op.f('ck_campaign_goal_sensible')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_campaign_goal_campaign_id_campaign'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_campaign_goal_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign_goal')),
    sa.UniqueConstraint('campaign_id', 'measure', 'scope', 'unit_id', name=op.f('uq_campaign_goal_campaign_id_measure_scope_unit_id'))
    )
    op.create_index(op.f('ix_campaign_goal_campaign_id'), 'campaign_goal', ['campaign_id'], unique=False)
    op.create_index('uq_campaign_goal_without_unit', 'campaign_goal', ['campaign_id', 'measure', 'scope'], unique=True,
    sqlite_where=sa.text('unit_id IS NULL'), postgresql_where=sa.text('unit_id IS NULL'))
    op.create_table('campaign_evaluation',
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False, comment='counts edits; a stale form is told'),
    sa.Column('aim', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('next_steps', sa.Text(), nullable=False),
    sa.Column('cost', sa.BigInteger(), nullable=True, comment='øre'),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_campaign_evaluation_campaign_id_campaign'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('campaign_id', name=op.f('pk_campaign_evaluation'))
    )
    op.create_table('learning',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False, comment='worked or failed'),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('noted_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_learning_campaign_id_campaign'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_learning'))
    )
    op.create_index(op.f('ix_learning_campaign_id'), 'learning', ['campaign_id'], unique=False)
    with op.batch_alter_table('kit') as kit:
        kit.add_column(sa.Column('campaign_id', sa.Integer(), nullable=True))
        kit.create_foreign_key(
            op.f('fk_kit_campaign_id_campaign'), 'campaign', ['campaign_id'], ['id'], ondelete='SET NULL'
        )
    op.create_index(op.f('ix_kit_campaign_id'), 'kit', ['campaign_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_kit_campaign_id'), table_name='kit')
    with op.batch_alter_table('kit') as kit:
        kit.drop_constraint(op.f('fk_kit_campaign_id_campaign'), type_='foreignkey')
        kit.drop_column('campaign_id')
    for table in ('learning', 'campaign_evaluation', 'campaign_goal', 'campaign_check', 'campaign'):
        op.drop_table(table)
