"""The ground: what every app stands on. Imports no app of this project."""
