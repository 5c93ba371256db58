"""What MLflow writes and sends: its latest metrics, from a store of its own, and its webhooks, from its own handlers."""

import os
import tempfile
from datetime import datetime, timezone
from functools import cache
from types import SimpleNamespace
from unittest import mock

from mlflow.entities import Metric
from mlflow.entities.webhook import WebhookEvent
from mlflow.server import handlers
from mlflow.store.tracking.dbmodels.models import SqlLatestMetric, SqlMetric
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore
from mlflow.webhooks import delivery
from mlflow.webhooks.types import get_payload_class_for_event


@cache
def folder():
    return tempfile.mkdtemp(dir=os.environ["HOME"])


@cache
def tracking_store():
    return SqlAlchemyStore(f"sqlite:///{folder()}/mlflow.db", folder())


def latest(batches):
    """Logs the batches to a new run and tells its points and its latest ones, as stored."""
    store = tracking_store()
    run = store.create_run("0", "", 0, [], "r").info.run_id
    for batch in batches:
        metrics = [Metric(one["key"], float(one["value"]), int(one["timestamp"]), int(one["step"])) for one in batch]
        store.log_batch(run, metrics, [], [])
    with store.ManagedSessionMaker() as session:
        return {
            name: [
                [row.key, repr(float(row.value)), row.is_nan, str(row.timestamp), str(row.step)]
                for row in session.query(table).filter(table.run_uuid == run).all()
            ]
            for name, table in (("points", SqlMetric), ("latest", SqlLatestMetric))
        }


def webhooks(calls):
    """Sends the calls to MLflow's REST handlers, one after another, and tells the webhook events that each of them delivers."""
    os.environ["_MLFLOW_SERVER_FILE_STORE"] = os.environ["MLFLOW_TRACKING_URI"] = f"sqlite:///{folder()}/registry.db"
    os.environ["_MLFLOW_SERVER_ARTIFACT_ROOT"] = folder()
    from mlflow.server import app

    told = []
    for call in calls:
        events = []

        def keep(*, event, payload, store, events=events):
            expected = get_payload_class_for_event(event)
            assert list(payload) == list(expected.__annotations__), f"{event} is not {expected}"
            events.append({"entity": event.entity.value, "action": event.action.value, "data": dict(payload)})

        with mock.patch.object(handlers, "deliver_webhook", keep):
            response = app.test_client().open(f"/api/2.0/mlflow/{call['path']}", method=call["method"], json=call["json"])
        told.append({"status": response.status_code, "events": events, "text": response.text[:300]})
    return told


def delivered(entity, action, data, at, deliveryId, secret, workspace):
    """The body and the headers of a webhook's request as MLflow sends it, at a time and with an id that are given."""
    sent = {}
    session = SimpleNamespace(post=lambda url, data, headers, timeout: sent.update(body=data.decode(), headers=headers))
    webhook = SimpleNamespace(url="https://example.org", secret=secret, workspace=workspace)
    clock = SimpleNamespace(now=lambda zone: datetime.fromtimestamp(at / 1000, timezone.utc))
    os.environ["MLFLOW_ENABLE_WORKSPACES"] = "false" if workspace is None else "true"
    with (
        mock.patch.object(delivery, "datetime", clock),
        mock.patch.object(delivery.time, "time", lambda: at / 1000),
        mock.patch.object(delivery.uuid, "uuid4", lambda: deliveryId),
        mock.patch.object(delivery, "_validate_webhook_url", lambda url: None),
    ):
        delivery._send_webhook_request(webhook, data, WebhookEvent(entity, action), session)
    os.environ["MLFLOW_ENABLE_WORKSPACES"] = "false"
    return sent


asks = {"latest": latest, "webhooks": webhooks, "delivered": delivered}
