"""links and aggregates

Clicks and daily visitors of a link become one row, ordered by day: what is counted today touches the end of the table,
however long its history is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Names of indexes are the whole database's on PostgreSQL.
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('ALTER INDEX pk_click_day RENAME TO pk_click_day_old')
    op.create_table('click_day_new',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('link_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('hits', sa.Integer(), nullable=False),
    sa.Column('visitors', sa.Integer(), nullable=False),
    sa.Column('sketch', sa.LargeBinary(), nullable=True, comment='deleted when the day closes'),
    sa.PrimaryKeyConstraint('day', 'link_id', name='pk_click_day'),
    sqlite_with_rowid=False
    )
    # A link has visitors only on days on which it has clicks.
    op.execute(
        "INSERT INTO click_day_new (day, link_id, hits, visitors, sketch) "
        "SELECT c.day, c.link_id, c.hits, COALESCE(v.visitors, 0), v.sketch FROM click_day AS c "
        "LEFT JOIN visitor_day AS v ON v.day = c.day AND v.link_id = c.link_id "
        "WHERE c.kind = 'click' ORDER BY c.day, c.link_id"
    )
    op.drop_table('visitor_day')
    op.drop_table('click_day')
    op.rename_table('click_day_new', 'click_day')
    op.create_table('open_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_open_day'))
    )
    op.execute('INSERT INTO open_day (day) SELECT DISTINCT day FROM click_day WHERE sketch IS NOT NULL')


def downgrade() -> None:
    op.drop_table('open_day')
    op.rename_table('click_day', 'click_day_new')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('ALTER INDEX pk_click_day RENAME TO pk_click_day_old')
    op.create_table('click_day',
    sa.Column('link_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False, comment='click'),
    sa.Column('hits', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['link_id'], ['tracking_link.id'], name=op.f('fk_click_day_link_id_tracking_link')),
    sa.PrimaryKeyConstraint('link_id', 'day', 'kind', name=op.f('pk_click_day'))
    )
    with op.batch_alter_table('click_day', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_click_day_day'), ['day'], unique=False)
    op.create_table('visitor_day',
    sa.Column('link_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('sketch', sa.LargeBinary(), nullable=True, comment='deleted when the day closes'),
    sa.Column('visitors', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['link_id'], ['tracking_link.id'], name=op.f('fk_visitor_day_link_id_tracking_link')),
    sa.PrimaryKeyConstraint('link_id', 'day', name=op.f('pk_visitor_day'))
    )
    with op.batch_alter_table('visitor_day', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visitor_day_day'), ['day'], unique=False)
    op.execute(
        "INSERT INTO click_day (link_id, day, kind, hits) SELECT link_id, day, 'click', hits FROM click_day_new"
    )
    # The older program cannot read exact sets: the visitors of an open day keep their number only.
    op.execute(
        "INSERT INTO visitor_day (link_id, day, sketch, visitors) SELECT link_id, day, NULL, visitors FROM click_day_new"
    )
    op.drop_table('click_day_new')
