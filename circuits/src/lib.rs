//! The statement as constraints, file by file the mirror of `statement`. Empty so
//! far.
