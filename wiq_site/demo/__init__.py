"""A neighbourhood's site: its first winter, what came after, and two lively years up to today; texts, pictures, their loader."""
