"""recruitment and drafts"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

OLD = "applications >= 0 AND qualified >= 0 AND qualified <= applications"
NEW = (
    "qualified >= 0 AND interviews >= 0 AND hired >= 0 AND qualified <= applications "
    "AND interviews <= applications AND hired <= qualified"
)


def _counts(*more: sa.Column[Any], check: str) -> sa.Table:
    """SQLite does not tell its checks by name, so the table as it is must be written out to be changed."""
    meta = sa.MetaData()
    sa.Table('job', meta, sa.Column('id', sa.Integer(), primary_key=True))
    return sa.Table(
        'application_count', meta,
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('job_id', sa.Integer(), nullable=False),
        sa.Column('source', sa.String(length=30), nullable=False),
        sa.Column('applications', sa.Integer(), nullable=False),
        sa.Column('qualified', sa.Integer(), nullable=False),
        *more,
        sa.CheckConstraint(check, name='ck_application_count_sensible'),
        sa.ForeignKeyConstraint(['job_id'], ['job.id'], name='fk_application_count_job_id_job', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name='pk_application_count'),
        sa.UniqueConstraint('job_id', 'source', name='uq_application_count_job_id_source'),
    )


def _added() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column('interviews', sa.Integer(), nullable=False, server_default='0'),
        sa.Column('hired', sa.Integer(), nullable=False, server_default='0'),
        sa.Column('as_of', sa.DateTime(), nullable=True, comment='the moment that the counts are of'),
    )


def upgrade() -> None:
    op.create_table('import_draft',
    sa.Column('token', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False, comment='which import, such as applications'),
    sa.Column('payload', sa.Text(), nullable=False, comment='JSON of the mapped, normalised rows'),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_import_draft_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('token', name=op.f('pk_import_draft'))
    )
    op.create_index(op.f('ix_import_draft_expires_on'), 'import_draft', ['expires_on'])
    op.create_index(op.f('ix_import_draft_person_id'), 'import_draft', ['person_id'])
    with op.batch_alter_table('application_count', copy_from=_counts(check=OLD)) as batch:
        for column in _added():
            batch.add_column(column)
        batch.drop_constraint(op.f('ck_application_count_sensible'), type_='check')
        batch.create_check_constraint(op.f('ck_application_count_sensible'), NEW)
    op.add_column('job', sa.Column('level', sa.String(length=20), nullable=False, server_default='employee'))
    op.add_column('job', sa.Column('parameters', sa.String(length=300), nullable=False, server_default='', comment='what tracking links add to the address; empty: as the system of the address wants it'))
    op.add_column('job', sa.Column('archived_on', sa.Date(), nullable=True))
    op.create_table('qualified_definition',
    sa.Column('in_effect_from', sa.Date(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('in_effect_from', name=op.f('pk_qualified_definition'))
    )
    op.create_table('recruitment_setting',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('value', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_recruitment_setting'))
    )
    op.create_table('application_mapping',
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('columns', sa.Text(), nullable=False, comment='JSON: the name of the column for each field, and the line of the header'),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_application_mapping'))
    )
    op.create_table('seen_delivery',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_seen_delivery'))
    )


def downgrade() -> None:
    for table in ('seen_delivery', 'application_mapping', 'recruitment_setting', 'qualified_definition'):
        op.drop_table(table)
    for column in ('archived_on', 'parameters', 'level'):
        op.drop_column('job', column)
    with op.batch_alter_table('application_count', copy_from=_counts(*_added(), check=NEW)) as batch:
        batch.drop_constraint(op.f('ck_application_count_sensible'), type_='check')
        batch.create_check_constraint(op.f('ck_application_count_sensible'), OLD)
        for column in ('as_of', 'hired', 'interviews'):
            batch.drop_column(column)
    op.drop_index(op.f('ix_import_draft_person_id'), table_name='import_draft')
    op.drop_index(op.f('ix_import_draft_expires_on'), table_name='import_draft')
    op.drop_table('import_draft')
