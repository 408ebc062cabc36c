"""The rules of counting recounted by plain loops, apart from the program: see README.md."""
