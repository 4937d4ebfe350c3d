//! [`RedisStore`]: a server that the machines of a fleet share.

use std::fmt;
use std::io;
use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use redis::{Client, Cmd, Connection, RedisResult, Value};
use toggl_me_core::store::{Ask, Held, Read, Replied, Store, StoreError, Write, Written};

mod command;
mod problem;

use problem::{told, unexpected};

/// Keeps records and responses on a Redis or Valkey server, for the programs of several machines.
///
/// ```no_run
/// use toggl_me_stores::RedisStore;
///
/// let store = RedisStore::open("redis://:a-password@redis.example/0")?;
/// # Ok::<(), toggl_me_core::store::StoreError>(())
/// ```
///
/// It connects at its first trip, keeps up to 8 connections for later trips, and replaces closed ones. It serves any
/// number of threads.
///
/// # On the server
///
/// | key | what it is | kept for |
/// | --- | --- | --- |
/// | `toggl-me:secret` | the 16 random bytes that the other names are hashed with | for ever |
/// | `toggl-me:{OWNER}:record` | an owner's record, with its version in front | its longest lifetime |
/// | `toggl-me:{OWNER}:response:KEY` | a response | its lifetime |
///
/// The responses contain names and times, but no credential; whoever can read them can read what a user works on. The
/// braces keep an owner's keys on one node of a cluster. Every trip is one script (`EVAL`), so that no other client
/// intervenes; it needs Redis 5 or later, or Valkey, and a user that may call `EVAL`, `GET`, `SET`, `PTTL` and `TIME`
/// on `toggl-me:*`.
///
/// When its memory is full, the server should refuse to write (`maxmemory-policy noeviction`, the default): a server that
/// evicts keys may evict an owner's record, and with it the count of the hour's calls. Redis keeps everything in memory, so
/// a restart, or a failover to a replica that lags behind, loses that count and the responses. A store that connects again,
/// or finds no record, brings the secret that it knows, in case the server has lost that too. This takes one more trip.
///
/// # Its clock
///
/// Times are those of the server (`TIME`), read in the same script as the record, so the machines of a fleet need not
/// agree on theirs.
///
/// # What it costs
///
/// A trip is one round trip and some microseconds of the server's time; the script travels with it, some hundred bytes.
/// A trip waits no longer than the [time limit](RedisStore::with_timeout), which is a second by default, for a
/// connection and for the server's next bytes. The lookup of the server's name has the operating system's limit.
///
/// # TLS
///
/// With the feature `redis-tls`, URLs may begin with `rediss:`, and the store trusts the system's root certificates.
/// For others, and for client certificates, bring a client of your own: see
/// [`From<redis::Client>`](RedisStore#impl-From<Client>-for-RedisStore).
///
/// # Async programs
///
/// [`command`](RedisStore::command) turns what a call asks its store into a command for any connection of the redis
/// crate, and [`reply`](RedisStore::reply) reads what came back; [`bring`](RedisStore::bring) makes the command that a
/// new connection begins with. `tests/stacks/src/redis_aio.rs` in the repository is a complete example, with a time
/// limit.
///
/// ```
/// use toggl_me_core::store::{Ask, Replied, StoreError};
/// use toggl_me_stores::{RedisStore, redis};
///
/// # trait Connection { async fn req(&mut self, command: &redis::Cmd) -> redis::RedisResult<redis::Value>; }
/// // With `redis::aio`: `RedisStore::command(ask).query_async(connection).await`
/// async fn ask(connection: &mut impl Connection, ask: &Ask) -> Result<Replied, StoreError> {
///     RedisStore::reply(ask, connection.req(&RedisStore::command(ask)).await)
/// }
/// ```
pub struct RedisStore {
    client: Client,
    timeout: Duration,
    idle: Mutex<Vec<Idle>>,
    /// The secret that this store has given out, for a server that has lost it, because others use it too.
    secret: Mutex<Option<[u8; 16]>>,
}

/// A connection that is not in use.
struct Idle {
    connection: Connection,
    /// The process that has made it: after a fork, two processes would read each other's replies from it.
    process: u32,
}

impl RedisStore {
    const TIMEOUT: Duration = Duration::from_secs(1);
    const MOST_IDLE: usize = 8;

    /// Creates a store on the server with this URL: `redis://[USER]:[PASSWORD]@HOST[:PORT][/DATABASE]`, `rediss:` for
    /// TLS, `redis+unix:///PATH` for a socket. It does not connect yet.
    ///
    /// # Errors
    ///
    /// Returns a [`StoreError`] when this is not such a URL, or is one for TLS without the feature `redis-tls`. The
    /// error does not show the URL.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        Client::open(url).map(Self::from).map_err(told)
    }

    /// Limits the time that a trip waits for a connection and for a reply. The default is 1 second.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        RedisStore { timeout, ..self }
    }

    /// Creates the command that asks a server what `ask` asks a store.
    ///
    /// Each command is one `EVAL`. The client of a cluster finds the node by the command's keys.
    pub fn command(ask: &Ask) -> Cmd {
        command::of(ask)
    }

    /// Creates the command that asks a server what `ask` asks a store.
    ///
    /// Send it first over every connection after the first, so that programs that start later find the names that this
    /// one uses. [`RedisStore`] does so by itself.
    pub fn bring(secret: &[u8; 16]) -> Cmd {
        command::of_secret(secret)
    }

    /// Reads the server's reply to the [`command`](RedisStore::command) of this `ask`.
    ///
    /// # Errors
    ///
    /// Returns a [`StoreError`] when the command failed, and when something else is kept under the name of a record.
    pub fn reply(ask: &Ask, result: RedisResult<Value>) -> Result<Replied, StoreError> {
        command::reply(ask, result.map_err(told)?).ok_or_else(unexpected)
    }

    fn trip(&self, ask: &Ask) -> Result<Replied, StoreError> {
        let deadline = Instant::now().checked_add(self.timeout);
        let command = Self::command(ask);
        let first = self.take_idle().map(|connection| self.exchange(connection, &command, deadline));
        match first {
            // The server has closed the connection while it was not in use, or in the middle of this trip.
            Some(Err(error)) if error.is_connection_dropped() => {
                Ok(of_twice(ask, Self::reply(ask, self.exchange_anew(&command, deadline))?))
            }
            Some(result) => Self::reply(ask, result),
            None => Self::reply(ask, self.exchange_anew(&command, deadline)),
        }
    }

    fn exchange_anew(&self, command: &Cmd, deadline: Option<Instant>) -> RedisResult<Value> {
        let mut connection = self.client.get_connection_with_timeout(left(deadline)?)?;
        if let Some(secret) = self.known() {
            // A restarted server may have lost it.
            limit(&connection, deadline)?;
            Self::bring(&secret).exec(&mut connection)?;
        }
        self.exchange(connection, command, deadline)
    }

    /// Sends a command and waits for the reply. The connection is kept for the next trip unless it failed.
    fn exchange(&self, mut connection: Connection, command: &Cmd, deadline: Option<Instant>) -> RedisResult<Value> {
        limit(&connection, deadline)?;
        let value = command.query(&mut connection)?;
        let mut idle = self.idle();
        if idle.len() < Self::MOST_IDLE {
            idle.push(Idle { connection, process: process::id() });
        }
        Ok(value)
    }

    /// Brings the secret to a server that may have been emptied while it ran. If that fails, the next trip will say so.
    fn remind(&self) {
        let Some(secret) = self.known() else { return };
        let Some(connection) = self.take_idle() else { return };
        let _ = self.exchange(connection, &Self::bring(&secret), Instant::now().checked_add(self.timeout));
    }

    fn known(&self) -> Option<[u8; 16]> {
        *self.secret.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_idle(&self) -> Option<Connection> {
        let mut idle = self.idle();
        idle.retain(|idle| idle.process == process::id());
        idle.pop().map(|idle| idle.connection)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the time until a deadline, or a day if there is none.
fn left(deadline: Option<Instant>) -> io::Result<Duration> {
    let Some(deadline) = deadline else { return Ok(Duration::from_secs(24 * 60 * 60)) };
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
}

fn limit(connection: &Connection, deadline: Option<Instant>) -> RedisResult<()> {
    let left = Some(left(deadline)?);
    connection.set_write_timeout(left)?;
    connection.set_read_timeout(left)
}

/// Returns the result of a write that was sent twice: if the first one was done, the second one finds the version that
/// the first one set.
fn of_twice(ask: &Ask, reply: Replied) -> Replied {
    match (ask, &reply) {
        (Ask::Write(write), Replied::Written(Written::Changed(held))) if held.version == write.next => {
            Replied::Written(Written::Done)
        }
        _ => reply,
    }
}

/// Creates a store with the settings of a client of your own.
///
/// With the feature `redis-tls`, [`Client::build_with_tls`] takes root and client certificates.
impl From<Client> for RedisStore {
    fn from(client: Client) -> Self {
        #[cfg(feature = "redis-tls")]
        provide_cryptography();
        RedisStore { client, timeout: Self::TIMEOUT, idle: Mutex::default(), secret: Mutex::default() }
    }
}

/// If the process has not chosen a provider, rustls would panic.
#[cfg(feature = "redis-tls")]
fn provide_cryptography() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Another thread may have been quicker.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}

impl Store for RedisStore {
    fn secret(&self) -> Result<[u8; 16], StoreError> {
        match self.trip(&Ask::Secret)? {
            Replied::Secret(secret) => {
                *self.secret.lock().unwrap_or_else(PoisonError::into_inner) = Some(secret);
                Ok(secret)
            }
            _ => Err(unexpected()),
        }
    }

    fn read(&self, ask: &Read) -> Result<Held, StoreError> {
        match self.trip(&Ask::Read(ask.clone()))? {
            Replied::Held(held) => {
                if held.record.is_none() {
                    self.remind();
                }
                Ok(held)
            }
            _ => Err(unexpected()),
        }
    }

    fn write(&self, ask: &Write) -> Result<Written, StoreError> {
        match self.trip(&Ask::Write(ask.clone()))? {
            Replied::Written(written) => Ok(written),
            _ => Err(unexpected()),
        }
    }
}

/// Shows the settings but not the server, whose URL may contain a password.
impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn a_child_leaves_the_connections_to_its_parent() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let store = RedisStore::open(&format!("redis://{}", listener.local_addr().unwrap())).unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                // This is the reply to all commands that a connection begins with.
                let mut stream = stream.unwrap();
                stream.write_all(&b"+OK\r\n".repeat(8)).unwrap();
                std::thread::spawn(move || stream.read_to_end(&mut Vec::new()));
            }
        });
        // The second one pretends to belong to the parent of this process.
        for process in [process::id(), 0] {
            let connection = store.client.get_connection().unwrap();
            store.idle().push(Idle { connection, process });
        }
        assert!(store.take_idle().is_some());
        assert!(store.take_idle().is_none());
    }
}
