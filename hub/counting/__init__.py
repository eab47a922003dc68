"""Counting shares without counting people: windows, cell families, noise and the pending cells.

This package knows no database and no domain. It lies above ``core`` and below everything that counts.
"""
