"""A neighbourhood's site as it looks after two lively years: texts, pictures and their loader."""
