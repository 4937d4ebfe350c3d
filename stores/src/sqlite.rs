//! [`SqliteStore`]: one file that the programs of a user share.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use etcetera::BaseStrategy as _;
use toggl_me_core::store::{Held, Read, Store, StoreError, Write, Written};

mod file;
mod opened;
mod problem;
mod schema;
mod turn;

use opened::Opened;
use problem::Problem;
pub use schema::Entry;
use turn::Turn;

/// Keeps records and responses in a SQLite file, for the programs of one machine.
///
/// ```
/// use toggl_me_stores::SqliteStore;
///
/// # let folder = std::env::temp_dir().join(format!("toggl-me-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// let store = SqliteStore::open(folder.join("store.sqlite"))?;
/// # drop(store);
/// # std::fs::remove_dir_all(folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [`open_default`](SqliteStore::open_default) opens the one file that all programs of a user share, and with it the
/// hour's calls. A store serves any number of threads; a second store of the same file, in this process or another,
/// works just as well.
///
/// # The file
///
/// It holds responses, with the names and times in them, and no credential. It is made so that only its owner may read
/// it (mode 0600), and SQLite gives its companions, `-wal` and `-shm`, the same mode. A mode that was changed later
/// stays. On Windows it has the permissions of its folder. Deleted responses may remain in it, because SQLite
/// overwrites them only when it needs the room.
///
/// It is a cache: a backup of it is of no use, and one that copies it without its companions may copy it in a damaged
/// state. For a copy, ask SQLite: `sqlite3 store.sqlite ".backup copy.sqlite"`. When it is lost or deleted, even while
/// it is in use, the next trip begins a new one; the count of the hour's calls and the responses are lost with it.
///
/// A damaged file is set aside under its name with `.damaged` at the end, in place of one that was set aside before,
/// and a new one is begun. A warning says so through the `log` crate, and the trip that finds the damage fails. Windows
/// does not rename an open file: there, such trips fail until each program that has it open has found the damage. A
/// file of another program, or of a newer version of this crate, is left alone: it cannot be opened.
///
/// # One machine, and no fork
///
/// A process that forks (to become a daemon, say) has to open its store after that, and not before: SQLite's locks stay with
/// the process that has taken them. In a child, every trip of a store that its parent has opened fails.
///
/// The file has to be on a disk of the machine: SQLite's locks and shared memory do not work over a network file
/// system. Its clock is the machine's time of day. If that is set forward or back, calls and ages are off by as much,
/// for an hour at most.
///
/// # What it costs
///
/// A trip takes some microseconds if nobody else writes. Writers wait for each other, but no longer than the [time
/// limit](SqliteStore::with_timeout), which is 2 seconds by default. Only a checkpoint waits for the disk; SQLite makes
/// one after some 4 MB of writes and when the last program closes the file. So a machine that loses its power may lose
/// what the system had not yet written to the disk, which is half a minute or so, and nothing else.
pub struct SqliteStore {
    path: PathBuf,
    timeout: Duration,
    bounds: schema::Bounds,
    opened: Turn<Opened>,
    /// The secret of the file, with which a new one begins if the file is lost, because others use it too.
    secret: Mutex<[u8; 16]>,
    /// The process that has opened it.
    process: u32,
}

impl SqliteStore {
    const TIMEOUT: Duration = Duration::from_secs(2);

    /// Opens the store in this file, and creates it if there is none.
    ///
    /// The folder must exist. If the file is damaged, it is set aside and a new one is created.
    ///
    /// # Errors
    ///
    /// Returns a [`StoreError`] when the file can be neither opened nor made, when another program holds it locked for
    /// 2 seconds, and when it belongs to another program or to a newer version of this crate.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        // This still holds if the program changes its working folder later, and no name is taken for a URI.
        let path = std::path::absolute(path).map_err(|error| Problem::from(error).told(Self::TIMEOUT))?;
        let opened = Opened::at(&path, None, deadline(Self::TIMEOUT)).map_err(|problem| problem.told(Self::TIMEOUT))?;
        let bounds = schema::Bounds { responses: 1000, bytes: 32 * 1024 * 1024 };
        let secret = Mutex::new(opened.secret());
        let (timeout, process) = (Self::TIMEOUT, process::id());
        Ok(SqliteStore { path, timeout, bounds, opened: Turn::of(opened), secret, process })
    }

    /// Opens the store that all programs of the user share: [`default_path`](SqliteStore::default_path). Makes its
    /// folder, with mode 0700, and the ones above it if they do not exist.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`open`](SqliteStore::open), and a [`StoreError`] when the user has no cache directory.
    pub fn open_default() -> Result<Self, StoreError> {
        let path = Self::default_path()?;
        if let Some(folder) = path.parent() {
            file::make_folder(folder).map_err(|error| Problem::from(error).told(Self::TIMEOUT))?;
        }
        Self::open(path)
    }

    /// Returns the path of the file that all programs of a user share: `toggl-me/store.sqlite` in the user's cache
    /// directory, which is `$XDG_CACHE_HOME` or `~/.cache` on Linux, `~/Library/Caches` on macOS, `%LOCALAPPDATA%` on
    /// Windows.
    ///
    /// # Errors
    ///
    /// Returns a [`StoreError`] when the user's home directory is unknown, or is a relative path.
    pub fn default_path() -> Result<PathBuf, StoreError> {
        let strategy = etcetera::base_strategy::choose_native_strategy().map_err(|error| {
            StoreError::new("has no place: the user's home directory is not known").with_source(error)
        })?;
        let path = strategy.cache_dir().join("toggl-me").join("store.sqlite");
        // Otherwise there would be one file in each working folder.
        match path.is_absolute() {
            true => Ok(path),
            false => Err(StoreError::new("has no place: the user's home directory is a relative path")),
        }
    }

    /// Limits the time that a trip may take, including the wait for other threads and programs. It should be longer
    /// than SQLite's own waits, which are some milliseconds. The default is 2 seconds.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Limits the responses that are kept, for all owners together: their number, and the sum of their lengths in
    /// bytes. The defaults are 1,000 and 32 MiB. Those that were written first are dropped first.
    ///
    /// Programs that share the file should set the same limits: each enforces its own when it writes a response.
    #[must_use]
    pub fn with_bounds(mut self, responses: u32, bytes: u64) -> Self {
        self.bounds = schema::Bounds { responses, bytes };
        self
    }

    /// Lists what is kept: names as hashes, lengths and times, without the bytes themselves.
    ///
    /// # Errors
    ///
    /// Returns a [`StoreError`] when it cannot be read.
    pub fn contents(&self) -> Result<Vec<Entry>, StoreError> {
        self.trip(|opened| schema::contents(opened))
    }

    fn open_anew(&self, deadline: Instant) -> Result<Opened, Problem> {
        let mut secret = self.secret.lock().unwrap_or_else(PoisonError::into_inner);
        let opened = Opened::at(&self.path, Some(*secret), deadline)?;
        *secret = opened.secret();
        Ok(opened)
    }

    /// Does something with the file, within the time limit.
    fn trip<T>(&self, work: impl FnOnce(&mut rusqlite::Connection) -> Result<T, Problem>) -> Result<T, StoreError> {
        self.try_trip(work).map_err(|problem| problem.told(self.timeout))
    }

    fn try_trip<T>(&self, work: impl FnOnce(&mut rusqlite::Connection) -> Result<T, Problem>) -> Result<T, Problem> {
        if process::id() != self.process {
            return Err(Problem::Forked);
        }
        let deadline = deadline(self.timeout);
        let mut turn = self.opened.take(deadline).ok_or(Problem::Busy)?;
        // The file may have been deleted, or set aside by another program, and then nobody else sees what is written to
        // it.
        let mut opened = match turn.take().filter(|opened| opened.is_still_at(&self.path)) {
            Some(opened) => opened,
            None => self.open_anew(deadline)?,
        };
        opened.wait_until(deadline)?;
        match work(opened.connection()) {
            Ok(value) => {
                turn.put(opened);
                Ok(value)
            }
            Err(problem) => Err(opened.set_aside(&self.path, deadline, problem)),
        }
    }
}

/// A limit of more than a day counts as a day.
fn deadline(timeout: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(timeout.min(Duration::from_secs(24 * 60 * 60))).unwrap_or(now)
}

impl Store for SqliteStore {
    fn secret(&self) -> Result<[u8; 16], StoreError> {
        self.trip(|connection| schema::secret(connection))
    }

    fn read(&self, ask: &Read) -> Result<Held, StoreError> {
        self.trip(|connection| schema::read(connection, ask.owner, ask.key))
    }

    fn write(&self, ask: &Write) -> Result<Written, StoreError> {
        self.trip(|connection| schema::write(connection, ask, self.bounds))
    }
}

/// A connection that a fork has copied is left to the process that has made it, because closing it would remove the log
/// that this process still uses.
impl Drop for SqliteStore {
    fn drop(&mut self) {
        if process::id() != self.process {
            std::mem::forget(self.opened.end());
        }
    }
}

/// Shows the settings. The path is not among them, because it may contain the user's name.
impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore")
            .field("timeout", &self.timeout)
            .field("bounds", &self.bounds)
            .finish_non_exhaustive()
    }
}

/// Windows has no fork.
#[cfg(all(test, unix))]
mod tests {
    use toggl_me_core::store::{OwnerId, Version};

    use super::*;

    #[test]
    fn a_child_leaves_the_store_to_its_parent() {
        let folder = std::env::temp_dir().join(format!("toggl-me-stores-fork-{}", process::id()));
        std::fs::create_dir(&folder).unwrap();
        let path = folder.join("store.sqlite");
        let mut store = SqliteStore::open(&path).unwrap();
        let write = Write::new(OwnerId::from_bytes([1; 16]), Version::NONE, Version(1), b"record".to_vec());
        assert_eq!(store.write(&write).unwrap(), Written::Done);
        // This pretends to be a child of the process that has opened it.
        store.process = 0;
        let error = store.write(&write).unwrap_err();
        let expected = "the store was opened before the process forked: it has to be opened after that";
        assert_eq!(error.to_string(), expected);
        drop(store);
        assert!(folder.join("store.sqlite-wal").exists(), "the last connection that is closed takes the log away");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
