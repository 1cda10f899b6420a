"""Crashes of every kind at every moment: of a process (points.py), of many processes (kills.py), of the machine (power.py); and what is left then.

It never looks at what the product believes: it compares what was acknowledged with rows read by SQL and with what another mail server got.
Start reading in points.py; `python -m drill.crashes points`, `kills` and `power` run it.
"""
