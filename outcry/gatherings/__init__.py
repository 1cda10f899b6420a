"""Gatherings: vigils, pickets, rallies and marches, announced, held and told; and the people who say that they come.

Never tells a place that was promised to those who register alone, nor who registered. Start with models.py, then operations.
"""
