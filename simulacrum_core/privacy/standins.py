def is_standin(category, value): return False
