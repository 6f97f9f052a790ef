"""What must hold of a stored notebook, without running it. Each module is one subject; each function one check."""
