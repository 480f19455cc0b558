//! The proof system: staged Groth16 over BN254 with look-ups. Knows no finance.
//! Empty so far.
