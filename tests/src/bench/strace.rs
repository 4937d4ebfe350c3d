//! System calls, counted by strace.

use std::process::Command;

/// Returns how many system calls `program` makes, or those of them that `options` select. Returns `None` if strace is
/// not installed or not permitted.
pub fn count(program: &Command, options: &[&str]) -> Option<u32> {
    let mut strace = Command::new("strace");
    strace.arg("-c").args(options).arg(program.get_program()).args(program.get_args());
    strace.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = strace.output().ok()?;
    let summary = String::from_utf8_lossy(&output.stderr);
    let total = summary.lines().find(|line| line.ends_with("total"))?;
    total.split_whitespace().nth(3)?.parse().ok()
}
