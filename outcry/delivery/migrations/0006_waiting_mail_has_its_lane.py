"""Mail that waits gets its lane, so that workers find it. What has ended needs none."""

from typing import Any

from django.db import migrations
from django.db.models import Q

from outcry.delivery.servers import server_key
from outcry.lib.sealing import SealBroken


def give_lanes(apps: Any, schema_editor: Any) -> None:
    message, destination, server, sending, lane = (
        apps.get_model("delivery", name) for name in ("OutgoingMessage", "Destination", "ReceivingServer", "SendingDomain", "Lane")
    )
    keys = dict(destination.objects.values_list("pk", "key"))
    waiting = message.objects.filter(Q(due_at__isnull=False) | Q(leased_until__isnull=False) | Q(state__in=("queued", "deferred", "uncertain")), lane=None)
    for pk, destination_id, mailer, sender in waiting.values_list("pk", "destination_id", "mailer", "sender").iterator():
        to = server.objects.get_or_create(key=server_key(recipient=_recipient(message, pk), destination=keys[destination_id]))[0]
        by = sending.objects.get_or_create(key=f"{mailer}@{sender.rpartition('@')[2]}", defaults={"warms_up_from": None})[0]
        key = f"{destination_id}|{to.key}|{by.key}"
        found = lane.objects.get_or_create(key=key, defaults={"destination_id": destination_id, "server_id": to.pk, "sending_id": by.pk})[0]
        message.objects.filter(pk=pk).update(lane=found)


def _recipient(message: Any, pk: int) -> str:
    """Its address; what can't be opened waits together, and the worker says of each why it can't leave."""
    try:
        return message.objects.values_list("recipient", flat=True).get(pk=pk) or ""
    except SealBroken:
        return ""


class Migration(migrations.Migration):
    dependencies = [("delivery", "0005_servers_take_turns")]

    operations = [migrations.RunPython(give_lanes, migrations.RunPython.noop)]
