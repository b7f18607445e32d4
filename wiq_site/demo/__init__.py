"""A neighbourhood's site: its first winter, and the two years up to today; texts, pictures, their loader."""
