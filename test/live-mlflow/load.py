"""Writing without a pause from several threads, as a training cluster does."""

import time
from concurrent.futures import ThreadPoolExecutor

from mlflow.entities import Metric, Param

points_per_batch = 50


def write_for(client, seconds, threads):
    """Returns how much each thread wrote. One run is written by all of them; every thread makes runs of its own as well."""
    experiment = client.create_experiment("load")
    shared = client.create_run(experiment, run_name="shared").info.run_id
    client.create_registered_model("load-model")
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(threads) as pool:
        writers = [pool.submit(write, client, experiment, shared, thread, until) for thread in range(threads)]
        counts = [writer.result() for writer in writers]
    client.set_terminated(shared)
    return {"runs": 1 + sum(runs for runs, _ in counts), "sharedPoints": sum(points for _, points in counts)}


def write(client, experiment, shared, thread, until):
    runs = points = 0
    while time.monotonic() < until:
        run = client.create_run(experiment, run_name=f"writer-{thread}-{runs}", tags={"writer": str(thread)}).info.run_id
        client.log_batch(run, params=[Param("number", str(runs))], metrics=curve("loss", 0))
        client.log_batch(shared, metrics=curve("together", points * 10 + thread) + curve(f"alone-{thread}", points))
        if runs % 5 == 0:
            client.create_model_version("load-model", f"runs:/{run}/model", run_id=run, await_creation_for=0)
        client.set_terminated(run)
        runs, points = runs + 1, points + points_per_batch
    return runs, points


def curve(key, from_step):
    """Distinct steps for each thread and batch, so that no point can fall on another."""
    stride = 10 if key == "together" else 1
    steps = range(from_step, from_step + points_per_batch * stride, stride)
    return [Metric(key, 1 / (step + 1), int(time.time() * 1000), step) for step in steps]
