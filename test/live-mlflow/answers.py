"""What MLflow answers about its whole store, through its client: one JSON object, in MLflow's words."""

import math
from concurrent.futures import ThreadPoolExecutor

import requests
from mlflow.entities import ViewType


def everything(client):
    experiments = all_pages(lambda token: client.search_experiments(view_type=ViewType.ALL, page_token=token))
    ids = [experiment.experiment_id for experiment in experiments]
    runs = all_pages(lambda token: client.search_runs(ids, run_view_type=ViewType.ALL, page_token=token))
    models = all_pages(lambda token: client.search_registered_models(page_token=token))
    versions = all_pages(lambda token: client.search_model_versions(page_token=token))
    with ThreadPoolExecutor(4) as pool:
        return {
            "experiments": [experiment_words(experiment) for experiment in experiments],
            "runs": list(pool.map(lambda run: run_words(client, run), runs)),
            "datasets": dataset_summaries(client, ids),
            "registeredModels": [model_words(model) for model in models],
            "modelVersions": list(pool.map(lambda version: version_words(client, version), versions)),
        }


def all_pages(ask):
    page = ask(None)
    found = list(page)
    while page.token:
        page = ask(page.token)
        found += page
    return found


def experiment_words(experiment):
    return {
        "experiment_id": experiment.experiment_id,
        "workspace": experiment.workspace,
        "name": experiment.name,
        "artifact_location": experiment.artifact_location,
        "lifecycle_stage": experiment.lifecycle_stage,
        "creation_time": experiment.creation_time,
        "last_update_time": experiment.last_update_time,
        "tags": experiment.tags,
    }


def run_words(client, run):
    info = run.info
    return {
        "run_id": info.run_id,
        "experiment_id": info.experiment_id,
        "run_name": info.run_name,
        "user_id": info.user_id,
        "status": info.status,
        "start_time": info.start_time,
        "end_time": info.end_time,
        "lifecycle_stage": info.lifecycle_stage,
        "artifact_uri": info.artifact_uri,
        "params": run.data.params,
        "tags": run.data.tags,
        "metrics": {metric.key: point(metric) for metric in run.data._metric_objs},
        "histories": {
            key: [point(metric) for metric in client.get_metric_history(info.run_id, key)] for key in run.data.metrics
        },
        "inputs": [
            {
                "name": used.dataset.name,
                "digest": used.dataset.digest,
                "source_type": used.dataset.source_type,
                "source": used.dataset.source,
                "schema": used.dataset.schema,
                "profile": used.dataset.profile,
                "tags": {tag.key: tag.value for tag in used.tags},
            }
            for used in run.inputs.dataset_inputs
        ],
    }


def point(metric):
    """[step, timestamp, value]; JSON has no NaN. The server turns infinities into the largest doubles."""
    return [metric.step, metric.timestamp, "NaN" if math.isnan(metric.value) else metric.value]


def dataset_summaries(client, experiment_ids):
    """As MLflow's own pages ask for them: the public client has no call for it."""
    answer = requests.post(
        f"{client.tracking_uri}/ajax-api/2.0/mlflow/experiments/search-datasets",
        json={"experiment_ids": experiment_ids},
        timeout=60,
    )
    answer.raise_for_status()
    return answer.json().get("dataset_summaries", [])


def model_words(model):
    return {
        "name": model.name,
        "workspace": model.workspace,
        "description": model.description,
        "creation_timestamp": model.creation_timestamp,
        "last_updated_timestamp": model.last_updated_timestamp,
        "tags": model.tags,
        "aliases": {alias: int(version) for alias, version in model.aliases.items()},
    }


def version_words(client, found):
    version = client.get_model_version(found.name, found.version)  # A search leaves the aliases out.
    return {
        "name": version.name,
        "workspace": version.workspace,
        "version": int(version.version),
        "description": version.description,
        "creation_timestamp": version.creation_timestamp,
        "last_updated_timestamp": version.last_updated_timestamp,
        "current_stage": version.current_stage,
        "source": version.source,
        "download_uri": client.get_model_version_download_uri(version.name, version.version),
        "run_id": version.run_id,
        "run_link": version.run_link,
        "status": version.status,
        "status_message": version.status_message,
        "tags": version.tags,
        "aliases": sorted(version.aliases),
    }
