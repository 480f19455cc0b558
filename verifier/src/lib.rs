//! Checks what a venue publishes, and never depends on what made it. Empty so far.
