"""Celery, told to be careful: quorum queues, confirmed publishing, late acknowledgement, one task at a time, and no schedule of its own.

Each setting has a failure behind it that others have met: research is named in docs/decisions/0044-the-broker-carries-wake-ups.md.
"""

from celery import Celery
from django.conf import settings
from kombu import Exchange, Queue

MAIL, CHORES = "outcry.mail", "outcry.chores"
# A wake-up that nobody took in this time has been repeated by the sweeper long since.
_LIVES_MILLISECONDS = 60_000
# One is as good as another: of more than so many the eldest go.
_MOST_WAITING = 200
# Before a server calls off a delivery that kills its worker again and again (RabbitMQ 4 does after 20); what it was for stays in the database.
_DELIVERIES = 5
_CONNECT_SECONDS = 4
_CONFIRM_SECONDS = 4


def _queue(name: str) -> Queue:
    arguments = {
        "x-queue-type": "quorum",
        "x-delivery-limit": _DELIVERIES,
        "x-message-ttl": _LIVES_MILLISECONDS,
        "x-max-length": _MOST_WAITING,
        "x-overflow": "drop-head",
    }
    return Queue(name, Exchange(name, type="direct", durable=True), routing_key=name, durable=True, queue_arguments=arguments)


app = Celery("outcry", broker=settings.BROKER_URL or None, set_as_current=True)
app.conf.update(
    task_queues=[_queue(MAIL), _queue(CHORES)],
    task_default_queue=CHORES,
    task_create_missing_queues=False,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    result_backend=None,
    worker_prefetch_multiplier=1,
    worker_detect_quorum_queues=True,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    # Both keep queues that die with their connection; nothing here needs them.
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_connection_timeout=_CONNECT_SECONDS,
    broker_heartbeat=10,
    broker_transport_options={"confirm_publish": True, "max_retries": 1, "socket_timeout": _CONFIRM_SECONDS},
    enable_utc=True,
    # Celery would open the database anew for every task, and wait each time for a host that was lost; tasks.py closes what is of no use any more.
    CELERY_DB_REUSE_MAX=1_000_000,
)
