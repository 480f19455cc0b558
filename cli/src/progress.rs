//! Progress of long work, on standard error, where a terminal is watching.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar for counted work; hidden if quiet or if nobody watches.
pub(crate) fn bar(quiet: bool, what: &'static str, length: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr_with_hz(10));
    if quiet {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let template = match length {
        Some(_) => "{msg} [{bar:30}] {human_pos} of {human_len}, {eta} left",
        None => "{msg} {spinner} {human_pos} in {elapsed}",
    };
    // The template is constant; a bar without its style still counts.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_message(what);
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

/// For work that knows better how long it takes: the prefix says it.
pub(crate) fn without_estimate(bar: &ProgressBar) {
    if let Ok(style) =
        ProgressStyle::with_template("{msg} [{bar:30}] {human_pos} of {human_len}{prefix}")
    {
        bar.set_style(style.progress_chars("=> "));
    }
}
