//! The list, and files after its edits: as `web/scripts/edits.mjs`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde::Deserialize;
use serde_json::Value;

/// A line of the list.
#[derive(Deserialize)]
pub(crate) struct Mutant {
    /// The bundle that it begins with.
    pub(crate) bundle: String,
    /// The receipt, if there is one.
    pub(crate) receipt: Option<String>,
    /// What is done to their files, in order.
    pub(crate) edits: Vec<Edit>,
    /// What is expected beside truth, as flags of the command.
    pub(crate) expected: BTreeMap<String, Value>,
    /// What was said of it.
    pub(crate) verdict: String,
}

/// A change of one file.
#[derive(Deserialize)]
#[serde(try_from = "Vec<Value>")]
pub(crate) enum Edit {
    /// So many bytes from there on are taken out, and others put in.
    Splice { file: String, at: usize, remove: usize, insert: Vec<u8> },
    /// Another vector's file is in its place.
    Copy { file: String, path: String },
    /// The file is gone.
    Remove { file: String },
}

impl TryFrom<Vec<Value>> for Edit {
    type Error = String;

    fn try_from(fields: Vec<Value>) -> Result<Self, String> {
        let text = |at: usize| fields.get(at).and_then(Value::as_str).map(str::to_owned);
        let number = |at: usize| usize::try_from(fields.get(at)?.as_u64()?).ok();
        let edit = || {
            let file = text(1)?;
            match (text(0)?.as_str(), fields.len()) {
                ("splice", 5) => {
                    let insert = hex::decode(text(4)?).ok()?;
                    Some(Self::Splice { file, at: number(2)?, remove: number(3)?, insert })
                }
                ("copy", 3) => Some(Self::Copy { file, path: text(2)? }),
                ("remove", 2) => Some(Self::Remove { file }),
                _ => None,
            }
        };
        edit().ok_or_else(|| format!("no such edit is known: {fields:?}"))
    }
}

impl Edit {
    /// The file that is changed.
    pub(crate) fn file(&self) -> &str {
        match self {
            Self::Splice { file, .. } | Self::Copy { file, .. } | Self::Remove { file } => file,
        }
    }

    fn apply(&self, files: &mut Files) {
        match self {
            Self::Splice { file, at, remove, insert } => {
                let bytes = files.entry(file.clone()).or_default();
                let from = (*at).min(bytes.len());
                let to = at.saturating_add(*remove).min(bytes.len());
                bytes.splice(from..to, insert.iter().copied());
            }
            Self::Copy { file, path } => {
                files.insert(file.clone(), fs::read(vectors().join(path)).unwrap());
            }
            Self::Remove { file } => {
                files.remove(file);
            }
        }
    }
}

/// Files by name: `bundle/…`, `keys/…` and `receipt.json`.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/vectors")
}

/// The whole list.
pub(crate) fn recorded() -> Vec<Mutant> {
    let text = fs::read_to_string(vectors().join("mutations.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A folder of vectors, and of which of its files alone, if of one.
type Place = (String, Option<String>);

/// The vectors as they are on disk, each read once.
#[derive(Default)]
pub(crate) struct Vectors(RefCell<BTreeMap<Place, Rc<Files>>>);

impl Vectors {
    /// Files of a mutant after its edits.
    pub(crate) fn edited(&self, mutant: &Mutant) -> Files {
        let mut files = Files::clone(&self.untouched(&mutant.bundle, mutant.receipt.as_deref()));
        mutant.edits.iter().for_each(|edit| edit.apply(&mut files));
        files
    }

    fn untouched(&self, bundle: &str, receipt: Option<&str>) -> Rc<Files> {
        let name = (bundle.to_owned(), receipt.map(str::to_owned));
        let mut read = self.0.borrow_mut();
        Rc::clone(read.entry(name).or_insert_with(|| Rc::new(untouched(bundle, receipt))))
    }
}

/// A bundle, the keys that its manifest names, and a receipt.
fn untouched(bundle: &str, receipt: Option<&str>) -> Files {
    let mut files = Files::new();
    for (name, bytes) in directory(&format!("bundles/{bundle}")) {
        files.insert(format!("bundle/{name}"), bytes);
    }
    let manifest = String::from_utf8(files["bundle/manifest.json"].clone()).unwrap();
    for (name, bytes) in directory("keys") {
        if manifest.contains(name.split('.').next().unwrap()) {
            files.insert(format!("keys/{name}"), bytes);
        }
    }
    if let Some(receipt) = receipt {
        let bytes = fs::read(vectors().join("receipts").join(receipt)).unwrap();
        files.insert("receipt.json".to_owned(), bytes);
    }
    files
}

fn directory(path: &str) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(vectors().join(path)).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}
