"""Telling the team of a barrier: a form whose words are mailed and kept nowhere."""
