//! The parameters of an epoch: the table, the rules over it, and what its rows
//! mean. Only valid ones exist.

mod file;
mod hash;
mod notices;
mod validate;

use plimsoll_poseidon::Fr;

pub use file::{
    CapacityFile, CoverFile, GroupFile, InputFile, ModelFile, ParametersFile, ParametersFileError,
    RowFile, StressFile, TermsFile, TestFile, UnderlyingFile,
};
pub use hash::DIGIT_BITS;
pub use notices::Notice;

use crate::clause::Violation;
use crate::lots::LotSize;
use crate::rules::Rules;
use crate::table::{RowIndex, Table};

/// Valid parameters, with the hash that names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameters {
    rules: Rules,
    table: Table,
    labels: Vec<Option<Label>>,
    file: ParametersFile,
    hash: ParametersHash,
}

/// The one name of parameters: Poseidon over the table and the SHA-256 of the
/// canonical file, so that figures and their meaning are bound together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParametersHash(pub Fr);

impl std::fmt::Display for ParametersHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&crate::pack::hex(self.0))
    }
}

/// What a row stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The instrument's symbol.
    pub symbol: String,
    /// What one lot is.
    pub lot_size: LotSize,
}

impl Parameters {
    /// Takes a file's figures if they are valid.
    ///
    /// # Errors
    /// Every clause that they violate.
    pub fn new(file: ParametersFile) -> Result<Self, Vec<Violation>> {
        let (rules, table, labels) = validate::validate(&file)?;
        let hash = hash::parameters_hash(&table, &file.sha256());
        Ok(Self { rules, table, labels, file, hash })
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The table.
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The name of these parameters.
    #[must_use]
    pub fn hash(&self) -> ParametersHash {
        self.hash
    }

    /// The file they came from.
    #[must_use]
    pub fn file(&self) -> &ParametersFile {
        &self.file
    }

    /// What a row stands for, if it is in use.
    #[must_use]
    pub fn label(&self, row: RowIndex) -> Option<&Label> {
        self.labels.get(row.index())?.as_ref()
    }

    /// The row of a symbol.
    #[must_use]
    pub fn find(&self, symbol: &str) -> Option<RowIndex> {
        self.table.indices().find(|row| self.label(*row).is_some_and(|l| l.symbol == symbol))
    }

    /// The name of a scenario.
    #[must_use]
    pub fn scenario_name(&self, column: crate::rules::Column) -> &str {
        self.file.scenarios.get(column.index()).map_or("", String::as_str)
    }

    /// The rows in use as the file has them, with their indices.
    pub(crate) fn written_rows(&self) -> impl Iterator<Item = (RowIndex, &RowFile)> {
        validate::indexed(&self.file, self.rules.assets)
    }

    /// What is valid and yet worth a second look.
    #[must_use]
    pub fn notices(&self) -> Vec<Notice> {
        notices::notices(self)
    }
}
