"""api and letters"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    _letters_up()
    _tokens_up()


def downgrade() -> None:
    _tokens_down()
    _letters_down()


def _letters_up() -> None:
    """The monthly letter, who wants it by mail, and screens on a wall."""
    op.create_table(
        'result_letter',
        sa.Column('month', sa.String(length=7), nullable=False, comment='2026-10'),
        sa.Column('release_id', sa.Integer(), nullable=False),
        sa.Column('written_on', sa.Date(), nullable=False),
        sa.Column(
            'content', sa.Text(), nullable=False, comment='JSON: the words by language, made of released figures'
        ),
        sa.Column(
            'mailed', sa.Boolean(), nullable=False, comment='whether it was handed to the mail server, once'
        ),
        sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_result_letter_release_id_release')),
        sa.PrimaryKeyConstraint('month', name=op.f('pk_result_letter')),
    )
    op.create_table(
        'wall_screen',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False, comment='SHA-256 of the secret in the address'),
        sa.Column('locale', sa.String(length=2), nullable=False),
        sa.Column('dark', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_wall_screen')),
        sa.UniqueConstraint('digest', name=op.f('uq_wall_screen_digest')),
        sa.UniqueConstraint('name', name=op.f('uq_wall_screen_name')),
    )
    with op.batch_alter_table('ambassador') as batch:
        batch.add_column(
            sa.Column(
                'monthly_letter',
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment='asked for the results by mail',
            )
        )


def _letters_down() -> None:
    with op.batch_alter_table('ambassador') as batch:
        batch.drop_column('monthly_letter')
    op.drop_table('wall_screen')
    op.drop_table('result_letter')


def _tokens_up() -> None:
    """Keys of the programming interface."""
    op.create_table(
        'api_token',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False, comment='the program that uses it, never a person'),
        sa.Column('digest', sa.String(length=64), nullable=False, comment='SHA-256 of the key'),
        sa.Column('scopes', sa.String(length=200), nullable=False, comment='groups of data sets, with commas'),
        sa.Column('made_on', sa.Date(), nullable=False),
        sa.Column('expires_on', sa.Date(), nullable=False, comment='the last day it works'),
        sa.Column('revoked_on', sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
        sa.UniqueConstraint('digest', name=op.f('uq_api_token_digest')),
    )


def _tokens_down() -> None:
    op.drop_table('api_token')
