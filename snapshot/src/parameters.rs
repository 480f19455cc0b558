//! The parameters file, from disk to valid parameters.

use std::path::Path;

use plimsoll_statement::{Parameters, ParametersFile, ParametersFileError};

use crate::error::{InputError, ParametersError};
use crate::folder::read_bounded;
use crate::json;
use crate::table::without_byte_order_mark;

/// Bytes of the largest file.
const MAX_PARAMETERS: u64 = 256 << 20;

/// Reads and validates a parameters file.
///
/// # Errors
/// If it cannot be read, is not of its form, or violates clauses of the
/// statement.
pub fn read_parameters(path: &Path) -> Result<Parameters, ParametersError> {
    let bytes = read_bounded(path, MAX_PARAMETERS)?;
    parse_parameters(path, &bytes)
}

/// Validates the bytes of a parameters file; `path` is what errors call it.
///
/// # Errors
/// As [`read_parameters`], but for reading.
pub fn parse_parameters(path: &Path, bytes: &[u8]) -> Result<Parameters, ParametersError> {
    let file = ParametersFile::parse(without_byte_order_mark(bytes)).map_err(|error| {
        let error = match error {
            ParametersFileError::Json(error) => json::wrong(&error, "a parameters file"),
            other => InputError::new(other.to_string(), ""),
        };
        error.in_file(path)
    })?;
    Parameters::new(file)
        .map_err(|violations| ParametersError::Invalid { file: path.to_owned(), violations })
}
