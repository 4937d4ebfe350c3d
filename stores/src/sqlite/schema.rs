//! The tables, and all queries on them.

use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior, named_params, params};
use toggl_me_core::jiff::Timestamp;
use toggl_me_core::store::{CacheKey, Held, OwnerId, Put, Version, Write, Written};

use super::problem::Problem;

/// One kept item; see [`SqliteStore::contents`](crate::SqliteStore::contents).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// The owner.
    pub owner: OwnerId,
    /// The name of a response; `None` for the owner's record.
    pub key: Option<CacheKey>,
    /// Its length in bytes.
    pub bytes: u64,
    /// The time at which it was written.
    pub written: Timestamp,
    /// The time until which it is kept at least (a record), or at most (a response).
    pub expires: Timestamp,
}

/// The number of responses, and of their bytes, that are kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) responses: u32,
    pub(super) bytes: u64,
}

/// The identity of the file: `togl` as SQLite's application id, and the version of the tables.
const APPLICATION: i64 = 0x746f_676c;
const FORMAT: i64 = 1;

/// The times are milliseconds since 1970; a version is its 64 bits. The row numbers of responses are in the order in
/// which they were written.
const TABLES: &str = "
    CREATE TABLE secret (only INTEGER PRIMARY KEY CHECK (only = 1), bytes BLOB NOT NULL) STRICT;
    CREATE TABLE record (
        owner BLOB PRIMARY KEY, version INTEGER NOT NULL, written INTEGER NOT NULL, expires INTEGER NOT NULL,
        bytes BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX record_expires ON record (expires);
    CREATE TABLE response (
        number INTEGER PRIMARY KEY, owner BLOB NOT NULL, key BLOB NOT NULL, written INTEGER NOT NULL,
        expires INTEGER NOT NULL, size INTEGER NOT NULL, bytes BLOB NOT NULL, UNIQUE (owner, key)
    ) STRICT;
    CREATE INDEX response_expires ON response (expires, size);
    PRAGMA application_id = 0x746f676c;
    PRAGMA user_version = 1;
";

/// The time for which a record is kept beyond its lifetime, in case a clock runs ahead for a while.
const GRACE: Duration = Duration::from_secs(24 * 60 * 60);

/// Creates the tables if there are none, with this secret or a random one, and checks that they are the ones that this
/// version knows. Returns the secret in them.
pub(super) fn prepare(
    connection: &mut Connection,
    known: Option<[u8; 16]>,
    deadline: Instant,
) -> Result<[u8; 16], Problem> {
    // Otherwise SQLite, as it is built here, would plan a statement again for each new value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // Commits do not wait for the disk; a log that has grown is truncated.
    connection.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 4194304;")?;
    if is_ours(connection)? {
        return secret(connection);
    }
    use_a_log(connection, deadline)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if !is_ours(&transaction)? {
        transaction.execute_batch(TABLES)?;
        transaction.execute("INSERT INTO secret VALUES (1, coalesce(?1, randomblob(16)))", [known])?;
    }
    transaction.commit()?;
    secret(connection)
}

/// Returns whether the tables exist; `false` if there is nothing.
fn is_ours(connection: &Connection) -> Result<bool, Problem> {
    let (application, format, tables): (i64, i64, i64) = connection.query_row(
        "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
         FROM pragma_application_id, pragma_user_version",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    match (application, format, tables) {
        (0, 0, 0) => Ok(false),
        (APPLICATION, FORMAT, _) => Ok(true),
        (APPLICATION, newer, _) if newer > FORMAT => Err(Problem::Newer(newer)),
        _ => Err(Problem::Foreign),
    }
}

/// Makes SQLite write to a log beside the file (WAL), so that readers and a writer do not wait for each other.
fn use_a_log(connection: &Connection, deadline: Instant) -> Result<(), Problem> {
    loop {
        // SQLite does not wait here when somebody else uses the new file.
        let changed = connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).map_err(Problem::from);
        match changed {
            Err(Problem::Busy) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(1)),
            other => return other,
        }
    }
}

pub(super) fn secret(connection: &Connection) -> Result<[u8; 16], Problem> {
    let mut statement = connection.prepare_cached("SELECT bytes FROM secret")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

pub(super) fn read(connection: &Connection, owner: OwnerId, key: Option<CacheKey>) -> Result<Held, Problem> {
    // One statement sees one moment.
    let mut statement = connection.prepare_cached(
        "SELECT version, bytes, (SELECT bytes FROM response WHERE owner = ?1 AND key = ?2)
         FROM (SELECT 1) LEFT JOIN record ON owner = ?1",
    )?;
    Ok(statement.query_row(params![owner.to_bytes(), key.map(CacheKey::to_bytes)], |row| {
        let mut held = Held::default();
        held.version = version(row, 0)?;
        held.record = row.get(1)?;
        held.response = row.get(2)?;
        // The time is read within that moment, so that nothing in it was written later.
        held.now = Some(Timestamp::now());
        Ok(held)
    })?)
}

fn version(row: &Row<'_>, column: usize) -> rusqlite::Result<Version> {
    let bits: Option<i64> = row.get(column)?;
    Ok(bits.map_or(Version::NONE, |bits| Version(bits.cast_unsigned())))
}

pub(super) fn write(connection: &mut Connection, ask: &Write, bounds: Bounds) -> Result<Written, Problem> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = transaction
        .prepare_cached("SELECT version FROM record WHERE owner = ?1")?
        .query_row([ask.owner.to_bytes()], |row| version(row, 0))
        .optional()?;
    if found.unwrap_or(Version::NONE) != ask.version {
        return read(&transaction, ask.owner, ask.key).map(Written::Changed);
    }
    let now = Timestamp::now().as_millisecond();
    keep_record(&transaction, ask, now)?;
    if let Some(put) = &ask.response {
        keep_response(&transaction, ask.owner, put, now)?;
        sweep(&transaction, bounds, now)?;
    }
    transaction.commit()?;
    Ok(Written::Done)
}

fn keep_record(connection: &Connection, ask: &Write, now: i64) -> Result<(), Problem> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO record (owner, version, written, expires, bytes) VALUES (:owner, :version, :now, :expires, :bytes)
         ON CONFLICT (owner) DO UPDATE SET version = excluded.version, written = excluded.written,
             expires = max(expires, excluded.expires), bytes = excluded.bytes",
    )?;
    statement.execute(named_params! {
        ":owner": ask.owner.to_bytes(),
        ":version": ask.next.0.cast_signed(),
        ":now": now,
        ":expires": after(now, ask.lifetime),
        ":bytes": ask.record,
    })?;
    Ok(())
}

fn keep_response(connection: &Connection, owner: OwnerId, put: &Put, now: i64) -> Result<(), Problem> {
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO response (owner, key, written, expires, size, bytes)
         VALUES (:owner, :key, :now, :expires, :size, :bytes)",
    )?;
    statement.execute(named_params! {
        ":owner": owner.to_bytes(),
        ":key": put.key.to_bytes(),
        ":now": now,
        ":expires": after(now, put.lifetime),
        ":size": i64::try_from(put.bytes.len()).unwrap_or(i64::MAX),
        ":bytes": put.bytes,
    })?;
    Ok(())
}

/// Drops what has expired, and then the oldest responses, until the limits are kept.
fn sweep(connection: &Connection, bounds: Bounds, now: i64) -> Result<(), Problem> {
    connection.prepare_cached("DELETE FROM record WHERE expires <= ?1")?.execute([before(now, GRACE)])?;
    connection.prepare_cached("DELETE FROM response WHERE expires <= ?1")?.execute([now])?;
    let mut sums = connection.prepare_cached("SELECT count(*), coalesce(sum(size), 0) FROM response")?;
    let (mut responses, mut bytes): (i64, i64) = sums.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut oldest = connection
        .prepare_cached("DELETE FROM response WHERE number = (SELECT min(number) FROM response) RETURNING size")?;
    let most_bytes = i64::try_from(bounds.bytes).unwrap_or(i64::MAX);
    while responses > i64::from(bounds.responses) || bytes > most_bytes {
        let Some(size) = oldest.query_row([], |row| row.get::<_, i64>(0)).optional()? else { break };
        responses = responses.saturating_sub(1);
        bytes = bytes.saturating_sub(size);
    }
    Ok(())
}

pub(super) fn contents(connection: &Connection) -> Result<Vec<Entry>, Problem> {
    let mut statement = connection.prepare(
        "SELECT owner, NULL, length(bytes), written, expires FROM record
         UNION ALL SELECT owner, key, size, written, expires FROM response ORDER BY 1, 4",
    )?;
    let entries = statement.query_map([], |row| {
        Ok(Entry {
            owner: OwnerId::from_bytes(row.get(0)?),
            key: row.get::<_, Option<[u8; 16]>>(1)?.map(CacheKey::from_bytes),
            bytes: row.get::<_, i64>(2)?.cast_unsigned(),
            written: time(row.get(3)?),
            expires: time(row.get(4)?),
        })
    })?;
    Ok(entries.collect::<Result<_, _>>()?)
}

fn time(milliseconds: i64) -> Timestamp {
    let end = if milliseconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(milliseconds).unwrap_or(end)
}

fn after(now: i64, lifetime: Duration) -> i64 {
    now.saturating_add(i64::try_from(lifetime.as_millis()).unwrap_or(i64::MAX))
}

fn before(now: i64, time: Duration) -> i64 {
    now.saturating_sub(i64::try_from(time.as_millis()).unwrap_or(i64::MAX))
}
