"""What training leaves behind: losses, checkpoints, adapters, and merging them."""
