"""What people do with an old site: look at its files, let it move in, take a whole import back."""
