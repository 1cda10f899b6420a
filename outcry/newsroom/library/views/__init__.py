"""Pages of the libraries on the desk, and the files themselves."""
