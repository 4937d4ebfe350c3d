//! The file under SQLite: how it is made, distinguished from another one, and set aside. Once it exists, it is never
//! opened here, because closing it would release the locks that SQLite holds on it for this process.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Creates a folder for the user alone, and the folders above it.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Creates an empty file for the user alone, unless there is one.
pub(super) fn make(path: &Path) -> io::Result<()> {
    // A thread that finds the file while another thread still has it open here would lose its locks when that thread
    // closes it.
    static MAKING: Mutex<()> = Mutex::new(());
    let _making = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        Err(_) if path.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        _ => Ok(()),
    }
}

/// Returns the identity of a file, which distinguishes it from others that have had its name, if the system supports
/// that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity(u64, u64);

#[cfg(unix)]
pub(super) fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).ok().map(|metadata| Identity(metadata.dev(), metadata.ino()))
}

/// On these systems, an open file cannot be deleted or renamed.
#[cfg(not(unix))]
pub(super) fn identity(path: &Path) -> Option<Identity> {
    fs::exists(path).ok().filter(|exists| *exists).map(|_| Identity(0, 0))
}

/// Renames the file and its companions, unless it is no longer the one with this identity.
///
/// Two programs that find the same damage at once do that in turn, so that the second does not set aside the new file.
pub(super) fn set_aside(path: &Path, identity_then: Option<Identity>, deadline: Instant) -> io::Result<()> {
    let _lock = lock(path.parent().unwrap_or(path), deadline)?;
    if identity(path) != identity_then {
        return Ok(());
    }
    // The log comes first: with it, SQLite would damage the new file in the same way.
    for companion in ["-wal", "-shm", ""] {
        match fs::rename(with_end(path, companion), with_end(path, &format!(".damaged{companion}"))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    name.into()
}

/// Locks a folder against others that do the same, if the system supports that.
fn lock(folder: &Path, deadline: Instant) -> io::Result<Option<File>> {
    let Ok(folder) = File::open(folder) else { return Ok(None) };
    loop {
        match folder.try_lock() {
            Ok(()) => return Ok(Some(folder)),
            Err(TryLockError::Error(_)) => return Ok(None),
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(1));
            }
            Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::WouldBlock.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deadline() -> Instant {
        Instant::now() + Duration::from_millis(20)
    }

    /// Creates a folder with three files, which a test removes.
    fn files(test: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("toggl-me-stores-{test}-{}", std::process::id()));
        fs::create_dir(&folder).unwrap();
        for name in ["store", "store-wal", "store-shm"] {
            fs::write(folder.join(name), name).unwrap();
        }
        folder
    }

    #[test]
    fn a_file_is_set_aside_with_its_companions() {
        let folder = files("companions");
        let path = folder.join("store");
        set_aside(&path, identity(&path), deadline()).unwrap();
        for (name, content) in [("store.damaged", "store"), ("store.damaged-wal", "store-wal")] {
            assert_eq!(fs::read_to_string(folder.join(name)).unwrap(), content);
        }
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 3);
        fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_has_replaced_a_damaged_one_stays() {
        let folder = files("replaced");
        let path = folder.join("store");
        let damaged = identity(&path);
        fs::rename(&path, folder.join("elsewhere")).unwrap();
        make(&path).unwrap();
        set_aside(&path, damaged, deadline()).unwrap();
        assert!(path.exists() && !folder.join("store.damaged").exists());
        fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn two_do_not_set_aside_at_once() {
        let folder = files("at-once");
        let path = folder.join("store");
        let other = lock(&folder, deadline()).unwrap();
        let error = set_aside(&path, identity(&path), deadline()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
        drop(other);
        set_aside(&path, identity(&path), deadline()).unwrap();
        fs::remove_dir_all(folder).unwrap();
    }
}
