//! From a book to a publication that anyone can check. Empty so far.
