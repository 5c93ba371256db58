"""Traces and prompts: what an application writes with MLflow's client, and what MLflow answers about them."""

import mlflow
from mlflow.entities import SpanType
from mlflow.entities.model_registry import PromptModelConfig
from mlflow.exceptions import MlflowException

usage = {"input_tokens": 1200, "output_tokens": 34, "total_tokens": 1234}
cost = {"input_cost": 0.1 + 0.2, "output_cost": 1e-7, "total_cost": 0.3000001}


def write_traces_and_prompts(client):
    """Prompts of both kinds with aliases; traces that end well and badly, in a run, outside of any, and linked to several."""
    experiment = mlflow.set_experiment("assistant").experiment_id
    register_prompts(client)
    with mlflow.start_run(run_name="evaluation") as made:
        mlflow.genai.load_prompt("prompts:/answer@production")
        answer("Où est mon colis ? 🦉")
        made_in_run = mlflow.get_last_active_trace_id()
        answer("x" * 3000)
    with mlflow.start_run(run_name="review") as first, mlflow.start_run(nested=True, run_name="second review") as second:
        pass
    answer("outside of a run")
    bare()
    try:
        fails()
    except ValueError:
        pass
    made_in_none = mlflow.get_last_active_trace_id()
    mlflow.flush_trace_async_logging()
    client.link_traces_to_run([made_in_none, made_in_run], second.info.run_id)
    client.link_traces_to_run([made_in_none], first.info.run_id)
    client.link_traces_to_run([made_in_run], made.info.run_id)
    client.set_trace_tag(made_in_run, "reviewed", "yes")
    return {}


@mlflow.trace(name="answer question")
def answer(question):
    mlflow.update_current_trace(tags={"channel": "web"}, client_request_id=f"request-{len(question)}")
    mlflow.genai.load_prompt("prompts:/answer/1")
    with mlflow.start_span("language model", span_type=SpanType.LLM) as span:
        span.set_attribute("mlflow.chat.tokenUsage", usage)
        span.set_attribute("mlflow.llm.cost", cost)
    return {"answer": question[:3]}


@mlflow.trace
def bare():
    return None


@mlflow.trace
def fails():
    raise ValueError("the model does not answer")


def register_prompts(client):
    def register(template, **more):
        mlflow.genai.register_prompt("answer", template, **more)

    register("Answer {{question}}", commit_message="First wording", tags={"author": "ada"})
    register("Answer {{ question }} from {{pages}} ✓", model_config={"model_name": "m-1", "temperature": 0.5})
    register(
        [{"role": "system", "content": "Be brief: {{pages}}"}, {"role": "user", "content": "{{question}}"}],
        commit_message="As a chat",
        response_format={"type": "object", "properties": {"answer": {"type": "string"}}},
        model_config=PromptModelConfig(model_name="m-2", max_tokens=100, extra_params={"seed": 7}),
    )
    register("of no use")
    client.delete_prompt_version("answer", "4")
    client.set_prompt_alias("answer", "production", 3)
    client.set_prompt_alias("answer", "production", 2)
    client.set_prompt_alias("answer", "first", 1)
    client.set_prompt_tag("answer", "team", "support")
    client.set_prompt_version_tag("answer", "2", "checked", "true")
    mlflow.genai.register_prompt("Sort", "Which topic? {{question}}")
    client.create_prompt("without versions", description="Nothing yet", tags={"team": "risk"})
    client.create_registered_model("a model", tags={"team": "support"})


def tell_traces_and_prompts(client):
    experiments = client.search_experiments()
    ids = [experiment.experiment_id for experiment in experiments]
    runs = client.search_runs(ids)
    return {
        "traces": [trace_words(trace.info) for trace in client.search_traces(locations=ids)],
        "tracesOfRuns": {run.info.run_id: [trace.info.trace_id for trace in traces_of(client, run)] for run in runs},
        "prompts": [prompt_words(client, prompt) for prompt in mlflow.genai.search_prompts()],
    }


def traces_of(client, run):
    return client.search_traces(locations=[run.info.experiment_id], run_id=run.info.run_id)


def search_prompts(client, filters):
    """Names of the prompts that each filter string finds; "refused" where MLflow refuses it."""
    return [found_by(filter_string) for filter_string in filters]


def found_by(filter_string):
    try:
        return sorted(prompt.name for prompt in mlflow.genai.search_prompts(filter_string=filter_string))
    except MlflowException:
        return "refused"


def trace_words(info):
    return {
        "trace_id": info.trace_id,
        "experiment_id": info.experiment_id,
        "state": str(info.state),
        "request_time": info.request_time,
        "execution_duration": info.execution_duration,
        "client_request_id": info.client_request_id,
        "request_preview": info.request_preview,
        "response_preview": info.response_preview,
        "token_usage": info.token_usage,
        "cost": info.cost,
        "tags": info.tags,
        "source_run": info.trace_metadata.get("mlflow.sourceRun"),
    }


def prompt_words(client, prompt):
    versions = client.search_prompt_versions(prompt.name)
    found = [client.get_prompt_version(prompt.name, version.version) for version in versions]
    return {
        "name": prompt.name,
        "description": prompt.description,
        "creation_timestamp": prompt.creation_timestamp,
        "tags": prompt.tags,
        "versions": [version_words(version) for version in found],
    }


def version_words(version):
    return {
        "version": version.version,
        "template": version.template,
        "commit_message": version.commit_message,
        "creation_timestamp": version.creation_timestamp,
        "last_updated_timestamp": version.last_updated_timestamp,
        "tags": version.tags,
        "aliases": sorted(version.aliases),
        "response_format": version.response_format,
        # The client puts the configuration into a tag and does not read it back from there.
        "model_config": version._tags.get("_mlflow_prompt_model_config"),
    }


acts = {
    "write traces and prompts": write_traces_and_prompts,
    "tell traces and prompts": tell_traces_and_prompts,
    "search prompts": search_prompts,
}
