"""The demonstration: a fictional municipality, its texts and its pictures."""
