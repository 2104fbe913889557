"""Repayments: what workers are owed, and the instalments that give it back."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "owed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Uuid(), nullable=False),
        sa.Column("corridor", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("workers", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action"], ["action.id"], name=op.f("fk_owed_action")),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_owed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owed")),
    )
    op.create_index(op.f("ix_owed_action"), "owed", ["action"], unique=False)
    op.create_table(
        "owed_history",
        sa.Column("owed", sa.Uuid(), nullable=False),
        sa.Column("corridor", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("workers", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_owed_history_by")),
        sa.ForeignKeyConstraint(["owed"], ["owed.id"], name=op.f("fk_owed_history_owed")),
        sa.PrimaryKeyConstraint("owed", "revision", name=op.f("pk_owed_history")),
    )
    op.create_table(
        "instalment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Uuid(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("paid", sa.Date(), nullable=True),
        sa.Column("proof", sa.Uuid(), nullable=True),
        sa.Column("amount", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action"], ["action.id"], name=op.f("fk_instalment_action")),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_instalment_by")),
        sa.ForeignKeyConstraint(["proof"], ["evidence.id"], name=op.f("fk_instalment_proof")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment")),
    )
    op.create_index(op.f("ix_instalment_action"), "instalment", ["action"], unique=False)
    op.create_table(
        "instalment_history",
        sa.Column("instalment", sa.Uuid(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("paid", sa.Date(), nullable=True),
        sa.Column("proof", sa.Uuid(), nullable=True),
        sa.Column("amount", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_instalment_history_by")),
        sa.ForeignKeyConstraint(["instalment"], ["instalment.id"], name=op.f("fk_instalment_history_instalment")),
        sa.ForeignKeyConstraint(["proof"], ["evidence.id"], name=op.f("fk_instalment_history_proof")),
        sa.PrimaryKeyConstraint("instalment", "revision", name=op.f("pk_instalment_history")),
    )
