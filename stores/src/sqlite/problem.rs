//! [`Problem`]: the failures of a SQLite file, and their messages.

use std::io;
use std::time::Duration;

use rusqlite::ErrorCode;
use toggl_me_core::store::StoreError;

/// The reason why a trip was not made.
#[derive(Debug)]
pub(super) enum Problem {
    /// Other programs did not release the file in time.
    Busy,
    /// The file has the tables of another program.
    Foreign,
    /// The file has the tables of this newer version of the crate.
    Newer(i64),
    /// The file differs from what was written to it, because SQLite reports an error that an intact file cannot cause.
    Damage(rusqlite::Error),
    /// The file was damaged, and was set aside unless that was impossible.
    SetAside(rusqlite::Error, io::Result<()>),
    /// The process that has opened the file is not this one.
    Forked,
    Engine(rusqlite::Error),
    File(io::Error),
}

impl From<rusqlite::Error> for Problem {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed) => {
                Problem::Busy
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Problem::Damage(error),
            // A table is missing or has other columns than it was created with, or a value is of another kind than was
            // kept.
            Some(ErrorCode::Unknown) | None => Problem::Damage(error),
            Some(_) => Problem::Engine(error),
        }
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        Problem::File(error)
    }
}

impl Problem {
    /// Returns the error for a caller who has waited no longer than `timeout`.
    pub(super) fn told(self, timeout: Duration) -> StoreError {
        match self {
            Problem::Busy => {
                StoreError::new(format!("was busy for {timeout:?}: other threads or programs write to it"))
            }
            Problem::Foreign => StoreError::new("is a file of another program, and was left as it is"),
            Problem::Newer(version) => StoreError::new(format!(
                "has format {version}, of a newer version of toggl-me-stores, and was left as it is; this one knows 1"
            )),
            Problem::Damage(error) => StoreError::new("is damaged").with_source(error),
            Problem::SetAside(error, Ok(())) => {
                StoreError::new("was damaged; it was set aside, and a new one is begun").with_source(error)
            }
            Problem::SetAside(_, Err(error)) => {
                StoreError::new("is damaged, and cannot be set aside").with_source(error)
            }
            Problem::Forked => StoreError::new("was opened before the process forked: it has to be opened after that"),
            Problem::File(error) => StoreError::new(of_file(&error)).with_source(error),
            Problem::Engine(error) => StoreError::new(of_engine(&error)).with_source(error),
        }
    }
}

fn of_engine(error: &rusqlite::Error) -> &'static str {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "has no room: the disk is full",
        Some(ErrorCode::ReadOnly) => "cannot be written to",
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            "cannot be opened: it, or its folder, may not be written to"
        }
        Some(ErrorCode::SystemIoFailure) => "cannot be read or written: the disk fails or is full",
        _ => "cannot be used",
    }
}

fn of_file(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "cannot be made: there is no such folder",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "cannot be made: its folder may not be written to"
        }
        io::ErrorKind::IsADirectory => "cannot be opened: it is a folder",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "has no room: the disk is full",
        _ => "cannot be made",
    }
}
