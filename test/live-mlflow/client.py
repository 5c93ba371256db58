"""MLflow's own Python client on a line protocol: each line of standard input asks for one act, as JSON {"act": ..., ...}.

The answer is one line of JSON on standard output, written once everything the act logs is on the server: {"ok": ...} or
{"error": ...}. The server's address comes in MLFLOW_TRACKING_URI. End of input ends the process.
"""

import json
import os
import sys
import traceback

# MLflow prints links to runs; the protocol keeps the real standard output to itself.
protocol = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

from answers import everything  # noqa: E402
from chapters import chapters  # noqa: E402
from load import begin_load, write_for  # noqa: E402
from mlflow import MlflowClient  # noqa: E402
from traces_and_prompts import acts as traces_and_prompts  # noqa: E402

acts = {**chapters, **traces_and_prompts, "tell": everything, "begin load": begin_load, "write for": write_for}


def main():
    client = MlflowClient()
    answer({"ok": "ready"})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer({"ok": acts[request.pop("act")](client, **request)})
        except Exception:
            answer({"error": traceback.format_exc()})


def answer(message):
    protocol.write(json.dumps(message) + "\n")
    protocol.flush()


main()
