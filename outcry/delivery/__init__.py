"""The post office: takes finished mail, hands it over, writes down what the other server said, takes what comes back.

Never knows why a letter was written, and never tells anybody: whoever cares reads queries.py. Start with states.py.
"""
