// Nothing: the manifest wants a file.
