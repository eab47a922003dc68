"""reach"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'official_import',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('imported_on', sa.Date(), nullable=False),
        sa.Column('origin', sa.String(length=30), nullable=False, comment="kind of export, or 'mapped'"),
        sa.Column('added', sa.Integer(), nullable=False),
        sa.Column('changed', sa.Integer(), nullable=False),
        sa.Column('unchanged', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_official_import')),
    )
    op.create_table(
        'official_mapping',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('signature', sa.String(length=64), nullable=False, comment='digest of the header'),
        sa.Column('network', sa.String(length=20), nullable=False),
        sa.Column('columns', sa.Text(), nullable=False, comment='JSON: field to the place of its column'),
        sa.Column('day_order', sa.String(length=12), nullable=False, comment='where the dates do not tell'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_official_mapping')),
        sa.UniqueConstraint('signature', name=op.f('uq_official_mapping_signature')),
    )
    op.create_table(
        'official_post',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('network', sa.String(length=20), nullable=False),
        sa.Column(
            'identity', sa.String(length=600), nullable=False, comment='number or shortened address at the network'
        ),
        sa.Column('link', sa.String(length=500), nullable=False),
        sa.Column('title', sa.String(length=120), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('impressions', sa.Integer(), nullable=True),
        sa.Column('reach', sa.Integer(), nullable=True),
        sa.Column('clicks', sa.Integer(), nullable=True),
        sa.Column('reactions', sa.Integer(), nullable=True),
        sa.Column('comments', sa.Integer(), nullable=True),
        sa.Column('reposts', sa.Integer(), nullable=True),
        sa.Column('followers', sa.Integer(), nullable=True),
        sa.Column('kit_id', sa.Integer(), nullable=True),
        sa.Column('kit_by_hand', sa.Boolean(), nullable=False, comment='an import leaves the kit as it is'),
        sa.Column('import_id', sa.Integer(), nullable=False, comment='that last changed a figure'),
        sa.CheckConstraint(
            'impressions >= 0 AND reach >= 0 AND clicks >= 0 AND reactions >= 0 AND comments >= 0 AND reposts >= 0 '
            'AND followers >= 0',
            name=op.f('ck_official_post_sensible'),
        ),
        sa.ForeignKeyConstraint(
            ['import_id'], ['official_import.id'], name=op.f('fk_official_post_import_id_official_import')
        ),
        sa.ForeignKeyConstraint(
            ['kit_id'], ['kit.id'], name=op.f('fk_official_post_kit_id_kit'), ondelete='SET NULL'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_official_post')),
        sa.UniqueConstraint('network', 'identity', name=op.f('uq_official_post_network_identity')),
    )
    op.create_index(op.f('ix_official_post_day'), 'official_post', ['day'], unique=False)
    op.create_index(op.f('ix_official_post_kit_id'), 'official_post', ['kit_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_official_post_kit_id'), table_name='official_post')
    op.drop_index(op.f('ix_official_post_day'), table_name='official_post')
    op.drop_table('official_post')
    op.drop_table('official_mapping')
    op.drop_table('official_import')
