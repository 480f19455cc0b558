//! Tools that npm brings, in folders of this crate.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

/// Says something that is seen even if the test passes.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

pub(crate) fn works(program: impl AsRef<OsStr>) -> bool {
    let run = Command::new(program).arg("--version").stdout(Stdio::null()).status();
    run.is_ok_and(|status| status.success())
}

/// Tests of one program take turns to install.
static INSTALLING: Mutex<()> = Mutex::new(());

/// A folder whose tools are installed; `None`, and a line that says why, where
/// there is no npm.
pub(crate) fn installed(folder: &str) -> Option<PathBuf> {
    if !["node", "npm"].into_iter().all(works) {
        say("skipped: needs node and npm");
        return None;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let _turn = INSTALLING.lock().unwrap();
    if !folder.join("node_modules/.package-lock.json").is_file() {
        let install = ["ci", "--silent", "--prefer-offline"];
        let status = Command::new("npm").args(install).current_dir(&folder).status().unwrap();
        assert!(status.success(), "`npm ci` failed in {}", folder.display());
    }
    Some(folder)
}

/// A folder for a test's own files, made anew.
pub(crate) fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
