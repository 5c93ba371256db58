"""What a team does with MLflow, a chapter at a time. Each returns the names and ids that the test asks for by hand."""

import mlflow
import mlflow.data
import pandas
from mlflow.cli import gc
from mlflow.entities import Metric, Param, RunTag

t0 = 1_790_000_000_000


def first_runs(client):
    """Experiments, runs of every status, a family of nested runs, and metrics with every value that is hard to keep."""
    fraud = client.create_experiment("fraud/detection", tags={"team": "risk", "mlflow.note.content": "Card fraud"})
    client.create_experiment("naïve café ✓ 实验")
    mlflow.set_experiment(experiment_id=fraud)
    with mlflow.start_run(run_name="parent", description="A *sweep* of three") as parent:
        mlflow.log_params({"C": 0.1, "solver": "lbfgs", "long": "x" * 6000, "empty": "", "naïve 实验": "✓"} | odd_keys)
        mlflow.set_tags({"emoji": "naïve café ✓", "quote": "it's \"quoted\" \\ and %_"})
        client.log_batch(parent.info.run_id, metrics=[Metric("loss", 1 / (s + 3), t0 + s, s) for s in range(1000)])
        client.log_batch(parent.info.run_id, metrics=hard_metrics())
        client.log_metric(parent.info.run_id, "odd", float("nan"), timestamp=t0 + 3, step=2)
        with mlflow.start_run(nested=True, run_name="child") as child:
            mlflow.log_metric("auc", 0.5)
            with mlflow.start_run(nested=True, run_name="grandchild"):
                mlflow.log_metric("auc", 0.25)
    for status in ("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"):
        # Started at one instant, and long ago: ties, and runs that are older than those before them.
        run = client.create_run(fraud, start_time=t0, run_name=f"was {status}", tags=system_tags)
        client.update_run(run.info.run_id, status=status) if status != "FINISHED" else client.set_terminated(
            run.info.run_id, end_time=t0 + 5
        )
    return {"experiment": fraud, "parent": parent.info.run_id, "child": child.info.run_id}


odd_keys = {"a/b c.d-e:f": "1", "A": "upper", "a": "lower"}

system_tags = {
    "mlflow.user": "ada",
    "mlflow.source.name": "train.py",
    "mlflow.source.type": "JOB",
    "mlflow.source.git.commit": "0f" * 20,
    "mlflow.source.git.branch": "main",
    "mlflow.source.git.repoURL": "https://git.example.org/fraud.git",
    "mlflow.source.git.dirty": "true",
}


def hard_metrics():
    infinity, nan = float("inf"), float("nan")
    return [
        Metric("odd", infinity, t0, 0),
        Metric("odd", -infinity, t0 + 1, 1),
        Metric("odd", nan, t0 + 2, 2),
        Metric("odd", -0.0, t0 + 3, 3),
        Metric("odd", 5e-324, t0 + 4, 4),
        Metric("odd", 0.1 + 0.2, t0 + 5, 5),
        Metric("late", 5.0, t0 + 50, 10),
        Metric("late", 4.0, t0 + 90, 9),
        Metric("late", 6.0, t0 + 50, 10),
        Metric("late", 5.0, t0 + 50, 10),
        Metric("late", 7.0, t0 + 10, 10),
        Metric("steps", 1.5, t0, -3),
        Metric("steps", 2.5, t0, 2**53 + 1),
        Metric("steps", 3.5, t0, 2**53 + 2),
        Metric("steps", 4.5, t0, -(2**63)),
        Metric("nan last", nan, t0, 1),
    ]


def datasets_and_models(client, experiment, parent):
    """Datasets in two contexts, a logged model that is registered, a model of hand-made versions, and a prompt, which is no model."""
    mlflow.set_experiment(experiment_id=experiment)
    frame = pandas.DataFrame({"amount": [0.5, 1.5, 2.5], "label": [0, 1, 1]})
    train = mlflow.data.from_pandas(frame, source="s3://lake/train.parquet", name="fraud-train", targets="label")
    evaluation = mlflow.data.from_pandas(frame[:2], source="s3://lake/eval.parquet", name="fraud-eval")
    with mlflow.start_run(run_id=parent):
        mlflow.log_input(train, context="training")
        mlflow.log_input(evaluation, context="evaluation", tags={"split": "2026-11"})
    with mlflow.start_run(run_name="logs a model") as scorer:
        mlflow.log_input(train, context="training")
        mlflow.pyfunc.log_model(
            name="scorer", python_model=Doubled(), pip_requirements=[], registered_model_name="scorer"
        )
    client.create_registered_model("vision net", tags={"tier": "gold"}, description="Sees leaves")
    for number in range(3):
        client.create_model_version(
            "vision net",
            f"runs:/{parent}/model-{number}",
            run_id=parent,
            run_link="https://ci.example.org/7" if number == 0 else None,
            tags={"cost_per_1k": str(number / 10)},
            description=f"Number {number + 1}" if number else None,
        )
    client.create_model_version("vision net", "s3://elsewhere/model")
    client.create_registered_model("lonely")
    client.register_prompt("greeting", "Hello {{name}}")
    return {"scorer": scorer.info.run_id}


class Doubled(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return model_input


def moves(client, experiment, parent):
    """Aliases, stages, tags, descriptions and names move; a finished run gets late points."""
    client.set_registered_model_alias("vision net", "champion", "1")
    client.set_registered_model_alias("vision net", "prod-eu", "1")
    client.set_registered_model_alias("vision net", "challenger", "3")
    client.set_registered_model_alias("vision net", "champion", "2")
    client.set_registered_model_alias("scorer", "champion", "1")
    client.delete_registered_model_alias("vision net", "prod-eu")
    client.transition_model_version_stage("vision net", "1", "Production")
    client.transition_model_version_stage("vision net", "2", "Production", archive_existing_versions=True)
    client.transition_model_version_stage("vision net", "3", "Staging")
    client.set_model_version_tag("vision net", "2", "validated", "true")
    client.delete_model_version_tag("vision net", "1", "cost_per_1k")
    client.set_registered_model_tag("vision net", "tier", "platinum")
    client.update_model_version("vision net", "1", description="The first")
    client.update_registered_model("lonely", description="Has no version")
    client.rename_registered_model("lonely", "Lonely still")
    client.rename_experiment(experiment, "fraud/renamed")
    client.set_experiment_tag(experiment, "team", "risk and fraud")
    client.update_run(parent, name="parent, renamed")
    client.set_tag(parent, "emoji", "gone")
    client.delete_tag(parent, "quote")
    client.log_batch(
        parent,
        metrics=[Metric("loss", 0.5, t0 - 1, 500), Metric("loss", 0.125, t0, 1000), Metric("new", 1.0, t0, 0)],
        params=[Param("late", "yes")],
        tags=[RunTag("late", "yes")],
    )
    return {}


def deletions(client, experiment, child):
    """A run, a version with its alias and a whole experiment are deleted; one run is deleted and restored."""
    client.delete_run(child)
    client.delete_model_version("vision net", "3")
    gone = client.create_experiment("gone")
    client.create_run(gone, run_name="in a deleted experiment")
    client.delete_experiment(gone)
    restored = client.create_run(experiment, run_name="restored").info.run_id
    client.delete_run(restored)
    client.restore_run(restored)
    return {"gone": gone}


def a_second_life(client):
    """A model is deleted and its name used anew: versions count from 1 again."""
    client.delete_registered_model("vision net")
    client.create_registered_model("vision net", description="Another model")
    client.create_model_version("vision net", "s3://elsewhere/second", await_creation_for=0)
    client.set_registered_model_alias("vision net", "champion", "1")
    return {}


def garbage_collection(client, parent, scorer, database):
    """Runs that others hang on (a parent, the reader of datasets, the origin of versions) are removed by `mlflow gc`."""
    client.delete_run(parent)
    client.delete_run(scorer)
    # In this process, so that the password in the address stays out of every command line.
    gc.main(["--backend-store-uri", database], standalone_mode=False)
    return {}


chapters = {
    "first runs": first_runs,
    "datasets and models": datasets_and_models,
    "moves": moves,
    "deletions": deletions,
    "a second life": a_second_life,
    "garbage collection": garbage_collection,
}
