"""The library: each command's work as a function, done by this process. The command line calls the same functions."""
