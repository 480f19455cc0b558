//! Reasons by name, as the list has them: `area/Variant`.

use std::fmt::Debug;

use plimsoll_verifier::{
    BundleError, FileError, KeyStoreError, ReceiptRejection, Rejection, TextError,
};

/// A variant's own name is how `Debug` begins.
fn kind(area: &str, error: &impl Debug) -> String {
    let shown = format!("{error:?}");
    let name: String = shown.chars().take_while(char::is_ascii_alphanumeric).collect();
    format!("{area}/{name}")
}

pub(crate) fn text(error: &TextError) -> String {
    kind("text", error)
}

fn file(error: &FileError) -> String {
    kind("file", error)
}

pub(crate) fn bundle(error: &BundleError) -> String {
    match error {
        BundleError::File(error) => file(error),
        BundleError::Manifest(error) => text(error),
        error => kind("bundle", error),
    }
}

pub(crate) fn key_store(error: &KeyStoreError) -> String {
    match error {
        KeyStoreError::File(error) => file(error),
        error => kind("key-store", error),
    }
}

pub(crate) fn rejection(error: &Rejection) -> String {
    kind("rejection", error)
}

pub(crate) fn receipt(error: &ReceiptRejection) -> String {
    match error {
        ReceiptRejection::Bundle(error) => rejection(error),
        error => kind("receipt", error),
    }
}
