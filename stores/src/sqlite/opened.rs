//! [`Opened`]: a connection to the file at a path.

use std::path::Path;
use std::time::Instant;

use rusqlite::{Connection, OpenFlags};

use super::file::{self, Identity};
use super::problem::Problem;
use super::schema;

/// A connection, and the identity of its file.
pub(super) struct Opened {
    connection: Connection,
    identity: Option<Identity>,
    secret: [u8; 16],
}

impl Opened {
    /// Opens the file at a path, and creates it if there is none, with the secret of the previous one if that is known.
    /// A damaged file is set aside.
    pub(super) fn at(path: &Path, known: Option<[u8; 16]>, deadline: Instant) -> Result<Self, Problem> {
        loop {
            file::make(path)?;
            let identity = file::identity(path);
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let mut opened =
                Opened { connection: Connection::open_with_flags(path, flags)?, identity, secret: [0; 16] };
            opened.wait_until(deadline)?;
            let problem = match schema::prepare(&mut opened.connection, known, deadline) {
                Ok(secret) => return Ok(Opened { secret, ..opened }),
                Err(problem) => problem,
            };
            match opened.set_aside(path, deadline, problem) {
                Problem::SetAside(_, Ok(())) if Instant::now() < deadline => {}
                problem => return Err(problem),
            }
        }
    }

    /// Returns whether the file is the one at the path. If it was deleted or replaced, it has no other reader.
    pub(super) fn is_still_at(&self, path: &Path) -> bool {
        self.identity.is_some() && self.identity == file::identity(path)
    }

    /// Lets everything that follows wait for others until this deadline.
    pub(super) fn wait_until(&self, deadline: Instant) -> Result<(), Problem> {
        Ok(self.connection.busy_timeout(deadline.saturating_duration_since(Instant::now()))?)
    }

    /// Returns the secret in the file.
    pub(super) fn secret(&self) -> [u8; 16] {
        self.secret
    }

    pub(super) fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// Closes a damaged file and renames it, so that a new one can be begun, and says so in the log. Does nothing about
    /// any other problem.
    pub(super) fn set_aside(self, path: &Path, deadline: Instant, problem: Problem) -> Problem {
        let Problem::Damage(error) = problem else { return problem };
        let Opened { connection, identity, .. } = self;
        drop(connection);
        let result = file::set_aside(path, identity, deadline);
        match &result {
            Ok(()) => log::warn!(
                "the SQLite store was damaged ({error}); it was set aside as a file whose name ends with `.damaged`, \
                 and a new one is begun"
            ),
            Err(reason) => log::warn!("the SQLite store is damaged ({error}), and cannot be set aside ({reason})"),
        }
        Problem::SetAside(error, result)
    }
}
