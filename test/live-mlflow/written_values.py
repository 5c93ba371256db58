"""What MLflow itself says of values that somebody wants to write: its own validators, handlers and stores, on a line protocol.

Each line of standard input is JSON {"ask": ..., ...}; the answer is one line of JSON on standard output: {"ok": ...} where MLflow takes
the value, with what it makes of it, {"refused": ...} where it raises. End of input ends the process.
"""

import json
import os
import sys
import unicodedata
from types import SimpleNamespace
from unittest import mock

protocol = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
# A value that is too long is refused by Gatehouse and by this MLflow; by default MLflow cuts parameters and run tags.
os.environ["MLFLOW_TRUNCATE_LONG_VALUES"] = "false"

import written_effects  # noqa: E402
from mlflow.entities import Dataset, InputTag, Param  # noqa: E402
from mlflow.entities.model_registry.model_version_stages import get_canonical_stage  # noqa: E402
from mlflow.server import handlers  # noqa: E402
from mlflow.store.artifact.utils.models import _parse_model_uri  # noqa: E402
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore  # noqa: E402
from mlflow.utils import validation  # noqa: E402
from mlflow.utils.uri import append_to_uri_path  # noqa: E402


def metric(key, value, timestamp, step):
    number = float(value)
    validation._validate_metric(key, number, int(timestamp), int(step))
    is_nan, stored = SqlAlchemyStore.sanitize_metric_value(None, number)
    return [is_nan, repr(float(stored))]


def params(params):
    for index, param in enumerate(params):
        validation._validate_param(param["key"], param["value"], path=f"params[{index}]")
    validation._validate_param_keys_unique([Param(param["key"], param["value"]) for param in params])


def custom_views(existing, tags):
    for key in tags:
        experiment = SimpleNamespace(tags={name: "" for name in existing}, experiment_id="1")
        handlers._validate_custom_view_tag_write(experiment, SimpleNamespace(key=key))
        existing = [*existing, key]


def new_alias(alias):
    validation._validate_model_alias_name(alias)
    validation._validate_model_alias_name_reserved(alias)


def dataset(name, digest, sourceType, source, schema, profile, tags):
    validation._validate_dataset(Dataset(name, digest, sourceType, source, schema, profile))
    validation._validate_input_tags([InputTag(tag["key"], tag["value"]) for tag in tags])


def batch(metrics, params, tags):
    validation._validate_batch_log_limits([None] * metrics, [None] * params, [None] * tags)


def version_source(source, origin, allowed):
    """Without a store: the run or the logged model is the one that the question tells of."""
    os.environ["MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES"] = ",".join(allowed)
    is_run = origin is not None and origin["kind"] == "RUN"
    run = SimpleNamespace(info=SimpleNamespace(artifact_uri=origin["artifactUri"])) if is_run else None
    model = SimpleNamespace(artifact_location=origin["artifactUri"]) if origin is not None and not is_run else None
    handlers._validate_artifact_uri_scheme(source, "source")
    with (
        mock.patch.object(handlers, "_get_source_run", lambda run_id, source: run),
        mock.patch.object(handlers, "_get_source_model", lambda model_id, source: model),
    ):
        if model is not None:
            handlers._validate_source_model(source, origin["id"])
        else:
            handlers._validate_source_run(source, origin["id"] if is_run else "")


def location(location, allowed):
    os.environ["MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES"] = ",".join(allowed)
    handlers._validate_storage_location_uri(location, "artifact_location")


def characters():
    """Every code point that keys may hold, that aliases may hold, that is a digit of v<number>, and that this Python does not know."""
    every = [chr(point) for point in range(sys.maxunicode + 1)]
    lists = {
        "key": [ord(one) for one in every if validation.validate_param_and_metric_name(one) and one != "\n"],
        "alias": [ord(one) for one in every if validation._REGISTERED_MODEL_ALIAS_REGEX.match(one) and one != "\n"],
        "version": [ord(one) for one in every if validation._REGISTERED_MODEL_ALIAS_VERSION_REGEX.match("v" + one)],
        "unknown": [ord(one) for one in every if unicodedata.category(one) == "Cn"],
    }
    return {name: ranges(points) for name, points in lists.items()}


def ranges(points):
    found = []
    for point in points:
        if found and found[-1][1] == point - 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return found


asks = {
    "metric": metric,
    "params": params,
    "run tag": lambda key, value: validation._validate_tag(key, value) and None,
    "experiment tag": validation._validate_experiment_tag,
    "registered model tag": validation._validate_registered_model_tag,
    "version tag": validation._validate_model_version_tag,
    "custom views": custom_views,
    "experiment name": validation._validate_experiment_name,
    "model name": validation._validate_model_name,
    "new name": validation._validate_model_renaming,
    "alias": validation._validate_model_alias_name,
    "new alias": new_alias,
    "stage": get_canonical_stage,
    "dataset": dataset,
    "batch": batch,
    "location": location,
    "artifact uri": lambda location, run: append_to_uri_path(location, run, "artifacts"),
    "version source": version_source,
    "model uri": lambda uri: list(_parse_model_uri(uri)),
    "characters": characters,
    **written_effects.asks,
}


def main():
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer({"ok": asks[question.pop("ask")](**question)})
        except (Exception, SystemExit) as error:
            answer({"refused": f"{type(error).__name__}: {error}"})


def answer(message):
    protocol.write(json.dumps(message) + "\n")
    protocol.flush()


main()
