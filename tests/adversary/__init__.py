"""The adversary suite: attacks against started processes, by people who know everything but the noise.

Nothing here imports `hub`. The attacker reads dumps, files, logs and answers, as an attacker would.
"""
