"""Trials: plain-language summaries of human trials, with conditions and interventions."""
