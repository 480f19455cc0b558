//! Starting other programs in the workspace's root.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Outcome;

/// The folder that holds the workspace.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// `program`, to be run in the root.
pub(crate) fn program(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// The cargo that runs this one.
pub(crate) fn cargo() -> Command {
    program(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
}

/// Runs `command`, its output shown; an error unless it exits with 0.
pub(crate) fn call(command: &mut Command) -> Outcome {
    let status = command.stdin(Stdio::null()).status().map_err(|e| unstarted(command, &e))?;
    if status.success() { Ok(()) } else { Err(format!("{status}: {}", shown(command))) }
}

/// Runs `command` and returns what it prints on standard output.
pub(crate) fn read(command: &mut Command) -> Result<String, String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|e| unstarted(command, &e))?;
    if !output.status.success() {
        return Err(format!("{}: {}", output.status, shown(command)));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("not UTF-8: {}", shown(command)))
}

/// Whether `command` starts and exits with 0; its output is dropped.
pub(crate) fn works(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

fn unstarted(command: &Command, error: &std::io::Error) -> String {
    format!("cannot start {}: {error}", shown(command))
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    std::iter::once(program)
        .chain(command.get_args())
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_the_workspace() {
        assert!(root().join("xtask").is_dir());
    }

    #[test]
    fn a_failing_or_missing_program_is_an_error() {
        assert!(call(cargo().arg("--version")).is_ok());
        assert!(read(cargo().arg("--version")).unwrap().starts_with("cargo "));
        let error = call(&mut program("no-such-program-here")).unwrap_err();
        assert!(error.starts_with("cannot start no-such-program-here"), "{error}");
        assert!(!works(cargo().arg("--no-such-flag")));
        assert!(call(cargo().arg("--no-such-flag").stderr(Stdio::null())).is_err());
    }
}
