//! Tests of the workspace as a whole live in this package's `tests` folder.
