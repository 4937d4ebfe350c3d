//! Shows what a SQLite store contains, without the bytes themselves.
//!
//! ```sh
//! cargo run -p toggl-me-stores --features sqlite --example contents          # the store that a user's programs share
//! cargo run -p toggl-me-stores --features sqlite --example contents -- FILE
//! ```

use std::collections::BTreeSet;
use std::error::Error;
use std::path::PathBuf;

use toggl_me_core::jiff::{SignedDuration, Timestamp};
use toggl_me_stores::SqliteStore;

fn main() {
    if let Err(error) = show() {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

fn show() -> Result<(), Box<dyn Error>> {
    let path = match std::env::args_os().nth(1) {
        Some(path) => PathBuf::from(path),
        None => SqliteStore::default_path()?,
    };
    println!("{}", path.display());
    // Opening a store would make one.
    if !path.exists() {
        println!("there is no store yet");
        return Ok(());
    }
    let entries = SqliteStore::open(path)?.contents()?;
    println!("{:32}  {:32}  {:>9}  {:>12}  {:>12}", "owner", "response", "bytes", "age", "kept for");
    let now = Timestamp::now();
    for entry in &entries {
        let key = entry.key.map_or("(record)".to_owned(), |key| key.to_string());
        let (age, left) = (whole(now.duration_since(entry.written)), whole(entry.expires.duration_since(now)));
        println!("{}  {key:32}  {:9}  {age:>12}  {left:>12}", entry.owner, entry.bytes);
    }
    let owners: BTreeSet<_> = entries.iter().map(|entry| entry.owner).collect();
    let responses: Vec<_> = entries.iter().filter(|entry| entry.key.is_some()).map(|entry| entry.bytes).collect();
    println!("{} owners, {} responses of {} bytes", owners.len(), responses.len(), responses.iter().sum::<u64>());
    Ok(())
}

/// Writes a duration in whole seconds.
fn whole(duration: SignedDuration) -> String {
    format!("{:#}", SignedDuration::from_secs(duration.as_secs()))
}
