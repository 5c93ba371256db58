"""Upgrades an empty database through every revision of MLflow's schema, one for each line that it reads.

    python heads.py URL

Begins at the schema of MLflow 2.8. After each step it prints the revision, and after the last one it ends.
"""

import sys

import sqlalchemy
from alembic import command
from alembic.script import ScriptDirectory
from mlflow.store.db.utils import _get_alembic_config
from mlflow.store.tracking.dbmodels.initial_models import Base as InitialBase

oldest = "acf3f17fdcc7"

url = sys.argv[1]
engine = sqlalchemy.create_engine(url)
config = _get_alembic_config(url)
InitialBase.metadata.create_all(engine)

revisions = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][::-1]
for revision in revisions[revisions.index(oldest) :]:
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    print(revision, flush=True)
    sys.stdin.readline()
