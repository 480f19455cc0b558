//! What tests of proving share: a small venue in `tests/book`, keys for it, and
//! ways to run the command.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    dead_code,
    reason = "a helper that fails fails its test, and not every test needs each"
)]

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;

/// What a command did.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The command, with arguments that may be paths.
pub(crate) fn command(arguments: &[&dyn AsRef<OsStr>]) -> std::process::Command {
    let mut command = std::process::Command::new(cargo_bin("plimsoll"));
    command.args(arguments.iter().map(|argument| argument.as_ref()));
    command
}

/// Runs the command to its end.
pub(crate) fn plimsoll(arguments: &[&dyn AsRef<OsStr>]) -> Ran {
    let output = command(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    Ran { code, out: text(output.stdout), err: text(output.stderr) }
}

/// Runs what must succeed.
#[track_caller]
pub(crate) fn succeeds(arguments: &[&dyn AsRef<OsStr>]) -> String {
    let Ran { code, out, err } = plimsoll(arguments);
    assert_eq!(code, 0, "{err}");
    out
}

/// Runs what must succeed, and reads its JSON.
#[track_caller]
pub(crate) fn json(arguments: &[&dyn AsRef<OsStr>]) -> Value {
    let all: Vec<_> = arguments.iter().copied().chain([&"--json" as _]).collect();
    serde_json::from_str(&succeeds(&all)).unwrap()
}

/// Runs what must fail with this code, and says how it explained itself.
#[track_caller]
pub(crate) fn fails(expected: i32, arguments: &[&dyn AsRef<OsStr>]) -> String {
    let Ran { code, err, .. } = plimsoll(arguments);
    assert_eq!(code, expected, "{err}");
    err
}

/// Later than any test's time.
pub(crate) const SOON: &str = "4000000000";

/// The arguments of `prove account`.
pub(crate) fn claiming(
    [receipt, bundle, keys]: [&Path; 3],
    claim: &str,
    nonce: &str,
    scope: Option<&str>,
    out: &Path,
) -> Vec<OsString> {
    let paths = [receipt.as_os_str(), "--bundle".as_ref(), bundle.as_ref(), "--keys".as_ref()];
    let rest = ["--claim", claim, "--nonce", nonce, "--expires", SOON, "-o"].map(OsStr::new);
    let scope = scope.into_iter().flat_map(|scope| ["--scope", scope]).map(OsStr::new);
    let all = ["prove", "account"].map(OsStr::new).into_iter().chain(paths);
    let all = all.chain([keys.as_os_str()]).chain(rest).chain([out.as_os_str()]).chain(scope);
    all.map(OsStr::to_owned).collect()
}

/// Arguments as they are run.
pub(crate) fn arguments(all: &[OsString]) -> Vec<&dyn AsRef<OsStr>> {
    all.iter().map(|argument| argument as &dyn AsRef<OsStr>).collect()
}

/// The small venue.
pub(crate) fn book() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/book")
}

/// Keys for the small venue in the tiny shape, made once for a test binary.
pub(crate) fn keys() -> &'static Path {
    static KEYS: LazyLock<PathBuf> = LazyLock::new(|| {
        // Of this binary alone, and of its last run only.
        let name = std::env::current_exe().unwrap().file_stem().unwrap().to_owned();
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&dir);
        succeeds(&[&"setup", &"dev", &"--snapshot", &book(), &"--shape", &"tiny", &"--keys", &dir]);
        dir
    });
    &KEYS
}

/// Begins ceremonies for the small venue, with powers to practise with.
pub(crate) fn begin(dir: &Path, shapes: &[&str]) -> PathBuf {
    let powers = dir.with_extension("ptau");
    succeeds(&[&"ceremony", &"practice-powers", &"--power", &"14", &"-o", &powers]);
    let parameters = book().join("parameters.json");
    let mut new: Vec<&dyn AsRef<OsStr>> = vec![&"ceremony", &"new", &"--powers", &powers];
    new.extend([&"--parameters" as &dyn AsRef<_>, &parameters, &"--out", &dir]);
    for shape in shapes {
        new.extend([&"--shape" as &dyn AsRef<_>, shape]);
    }
    succeeds(&new);
    powers
}

/// A copy of the small venue, to change.
pub(crate) fn copy_of_book(to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(book()).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// Replaces a text that is in a file of a folder.
#[track_caller]
pub(crate) fn edit(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{from} is not in {}", file.display());
    fs::write(file, text.replace(from, to)).unwrap();
}

/// Prepares a run of a snapshot in the tiny shape.
pub(crate) fn prepare(snapshot: &Path, run: &Path) -> Ran {
    plimsoll(&[
        &"prepare",
        &snapshot,
        &"--run",
        &run,
        &"--keys",
        &keys(),
        &"--shape",
        &"tiny",
        &"--json",
    ])
}

/// Prepares a run of the small venue.
#[track_caller]
pub(crate) fn prepared(run: &Path) {
    let Ran { code, err, .. } = prepare(&book(), run);
    assert_eq!(code, 0, "{err}");
}

/// A file's permissions.
#[cfg(unix)]
pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}
