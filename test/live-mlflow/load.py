"""Writing without a pause from several threads, as a training cluster does."""

import time
from concurrent.futures import ThreadPoolExecutor

from mlflow.entities import Metric, Param

points_per_batch = 50


def begin_load(client):
    """What all threads share: an experiment and one run in it."""
    experiment = client.create_experiment("load")
    return {"shared": client.create_run(experiment, run_name="shared").info.run_id}


def write_for(client, seconds, threads, shared):
    """Returns how much was written. The shared run is written by all threads; each makes runs and versions of its own as well."""
    experiment = client.get_run(shared).info.experiment_id
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(threads) as pool:
        writers = [pool.submit(write, client, experiment, shared, thread, until) for thread in range(threads)]
        counts = [writer.result() for writer in writers]
    return {"runs": sum(counts), "points": sum(counts) * points_per_batch}


def write(client, experiment, shared, thread, until):
    model = client.create_registered_model(f"load-{thread}").name
    number = 0
    while time.monotonic() < until:
        run = client.create_run(experiment, run_name=f"{thread}-{number}", tags={"thread": str(thread)}).info.run_id
        client.log_batch(run, params=[Param("number", str(number))], metrics=curve("loss", 0))
        first = number * points_per_batch
        client.log_batch(shared, metrics=curve("together", first * 10 + thread, 10) + curve(f"alone-{thread}", first))
        if number % 5 == 0:
            client.create_model_version(model, f"runs:/{run}/model", run_id=run, await_creation_for=0)
        client.set_terminated(run)
        number += 1
    return number


def curve(key, first_step, stride=1):
    """The threads take turns in the steps of a curve that they write together, so that points arrive out of order."""
    steps = range(first_step, first_step + points_per_batch * stride, stride)
    return [Metric(key, 1 / (step + 1), int(time.time() * 1000), step) for step in steps]
