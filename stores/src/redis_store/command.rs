//! Translates what is asked of a store into commands for the server, and the server's words into replies.

use std::time::Duration;

use redis::{Cmd, Value, cmd};
use toggl_me_core::jiff::Timestamp;
use toggl_me_core::store::{Ask, CacheKey, Held, OwnerId, Read, Replied, Version, Write, Written, new_secret};

/// KEYS: that of the secret. ARGV: a secret to keep if there is none.
const SECRET: &str = "\
local kept = redis.call('GET', KEYS[1])
if kept then return kept end
redis.call('SET', KEYS[1], ARGV[1])
return ARGV[1]";

/// KEYS: that of the record, and that of a response if one is asked for. Returns record, response, seconds and
/// microseconds.
const READ: &str = "\
local now = redis.call('TIME')
return {redis.call('GET', KEYS[1]), KEYS[2] and redis.call('GET', KEYS[2]) or false, now[1], now[2]}";

/// KEYS: that of the record, and those of up to two responses. ARGV: the expected version; the record with its version
/// in front; its lifetime; the number of the key whose response is returned if there is another version; the number of
/// the new response's key; that response; its lifetime. Returns 1, or what [`READ`] returns.
const WRITE: &str = "\
local kept = redis.call('GET', KEYS[1])
if (kept and string.sub(kept, 1, 8) or string.rep('\\0', 8)) ~= ARGV[1] then
  local asked, now = KEYS[tonumber(ARGV[4])], redis.call('TIME')
  return {kept, asked and redis.call('GET', asked) or false, now[1], now[2]}
end
local lifetime = math.max(tonumber(ARGV[3]), redis.call('PTTL', KEYS[1]))
redis.call('SET', KEYS[1], ARGV[2], 'PX', lifetime)
local put = KEYS[tonumber(ARGV[5])]
if put then redis.call('SET', put, ARGV[6], 'PX', ARGV[7]) end
return 1";

/// The length of the version at the start of a record as it is kept.
const VERSION: usize = 8;

pub(super) fn of(ask: &Ask) -> Cmd {
    match ask {
        Ask::Secret => of_secret(&new_secret()),
        Ask::Read(ask) => read(ask),
        Ask::Write(ask) => write(ask),
    }
}

/// Asks for the secret, and keeps this one if there is none.
pub(super) fn of_secret(known: &[u8; 16]) -> Cmd {
    eval(SECRET, &["toggl-me:secret".to_owned()]).arg(known).to_owned()
}

fn eval(script: &str, keys: &[String]) -> Cmd {
    cmd("EVAL").arg(script).arg(keys.len()).arg(keys).to_owned()
}

fn read(ask: &Read) -> Cmd {
    let response = ask.key.map(|key| response_key(ask.owner, key));
    let keys: Vec<String> = [record_key(ask.owner)].into_iter().chain(response).collect();
    eval(READ, &keys)
}

fn write(ask: &Write) -> Cmd {
    let mut keys = vec![record_key(ask.owner)];
    // Lua counts from 1, so the number of the last key is the count of the keys. There is no key 0.
    let mut number_of = |key: Option<CacheKey>| {
        let Some(key) = key else { return 0 };
        keys.push(response_key(ask.owner, key));
        keys.len()
    };
    let asked = number_of(ask.key);
    let put = number_of(ask.response.as_ref().map(|put| put.key));
    let (bytes, lifetime) = match &ask.response {
        Some(put) => (put.bytes.as_slice(), put.lifetime),
        None => (&[][..], Duration::ZERO),
    };
    let mut command = eval(WRITE, &keys);
    command.arg(&ask.version.0.to_be_bytes());
    command.arg([&ask.next.0.to_be_bytes()[..], &ask.record].concat());
    command.arg(milliseconds(ask.lifetime)).arg(asked).arg(put).arg(bytes).arg(milliseconds(lifetime));
    command
}

/// Writes the owner in braces, so that a cluster keeps an owner's keys on one node.
fn record_key(owner: OwnerId) -> String {
    format!("toggl-me:{{{owner}}}:record")
}

fn response_key(owner: OwnerId, key: CacheKey) -> String {
    format!("toggl-me:{{{owner}}}:response:{key}")
}

/// Returns the whole milliseconds plus one, so that they are never too few and never 0, which the server does not
/// accept; at most a hundred years.
fn milliseconds(lifetime: Duration) -> u64 {
    const CENTURY: u64 = 100 * 365 * 24 * 60 * 60 * 1000;
    u64::try_from(lifetime.as_millis()).unwrap_or(u64::MAX).saturating_add(1).min(CENTURY)
}

/// Reads the reply; returns `None` if no script returns that.
pub(super) fn reply(ask: &Ask, value: Value) -> Option<Replied> {
    match (ask, value) {
        (Ask::Secret, Value::BulkString(bytes)) => Some(Replied::Secret(bytes.try_into().ok()?)),
        (Ask::Read(_), Value::Array(parts)) => Some(Replied::Held(held(parts)?)),
        (Ask::Write(_), Value::Int(1)) => Some(Replied::Written(Written::Done)),
        (Ask::Write(_), Value::Array(parts)) => Some(Replied::Written(Written::Changed(held(parts)?))),
        _ => None,
    }
}

fn held(parts: Vec<Value>) -> Option<Held> {
    let [record, response, seconds, microseconds] = <[Value; 4]>::try_from(parts).ok()?;
    let mut held = Held::default();
    if let Some(mut bytes) = bytes(record)? {
        held.version = Version(u64::from_be_bytes(*bytes.first_chunk()?));
        bytes.drain(..VERSION);
        held.record = Some(bytes);
    }
    held.response = bytes(response)?;
    let time = Timestamp::new(number(seconds)?, number::<i32>(microseconds)?.checked_mul(1000)?);
    held.now = Some(time.ok()?);
    Some(held)
}

fn bytes(value: Value) -> Option<Option<Vec<u8>>> {
    match value {
        Value::Nil => Some(None),
        Value::BulkString(bytes) => Some(Some(bytes)),
        _ => None,
    }
}

fn number<N: std::str::FromStr>(value: Value) -> Option<N> {
    std::str::from_utf8(&bytes(value)??).ok()?.parse().ok()
}
