//! The page's content security policy: nothing is loaded, nothing runs, and the
//! one style sheet that applies is the one whose hash the policy names.

use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The policy of a page with this style sheet inside.
pub(super) fn policy(style: &str) -> String {
    let hash = base64(&Sha256::digest(style.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
}

/// RFC 4648, with padding. For this one hash a dependency would be too much.
pub(super) fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let word = (0..3).fold(0u32, |word, place| {
            word << 8 | u32::from(group.get(place).copied().unwrap_or_default())
        });
        for place in 0..4 {
            let digit = usize::try_from(word >> (18 - 6 * place) & 63).unwrap_or_default();
            let letter = ALPHABET.get(digit).copied().map_or('=', char::from);
            text.push(if place <= group.len() { letter } else { '=' });
        }
    }
    text
}
