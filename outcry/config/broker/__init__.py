"""Where one machine is not enough: RabbitMQ carries wake-ups to workers on many hosts, by Celery. It carries no letter.

What is to be done stands in the database alone. A wake-up that is lost costs a second, until the sweeper sees the same work
again; one that comes twice finds nothing left to do. So the broker may be killed, cut off or deleted whole.
Why so: docs/decisions/0044-the-broker-carries-wake-ups.md.
"""
