"""The parts of ``scheduler.py``: settings, states, what each algorithm is told and says, the machine, words for a person."""
