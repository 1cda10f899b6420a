"""Settings, root urls, the command line and the supervisor: the only place that knows everybody.

Holds no rule of the field and no model. Start with settings.py.
"""
