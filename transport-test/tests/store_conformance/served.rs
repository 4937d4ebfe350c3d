//! A store that a server on a loopback port keeps in memory, in as few lines as keep the contract, and the bad habits
//! that it can be given.

use std::collections::BTreeMap;
use std::collections::hash_map::{HashMap, RandomState};
use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{self, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use toggl_me_core::jiff::{SignedDuration, Timestamp};
use toggl_me_core::store::{CacheKey, Held, OwnerId, Put, Read, Store, StoreError, Version, Write, Written};

/// The fault of a store.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Habit {
    None,
    RemembersReads,
    KeepsTheFirstResponse,
    TakesAnyVersionForNone,
    ComparesBytes,
    ComparesFloats,
    ReadsThenWrites,
    LocksItsProcess,
    KeepsRefusedResponses,
    GivesTheWrongResponse,
    WritesInTwoSteps,
    ReadsInTwoSteps,
    IgnoresOwners,
    IgnoresKeys,
    TakesEmptyForNothing,
    ShortensLifetimes,
    CountsSecondsIn32Bits,
    DropsAllWhenFull,
    FailsOnLargeResponses,
    HasAClockAtTimes,
    HasAClockThatStands,
    HasAClockOfItsOwn,
    MakesTheSecretTwice,
    KeepsTheSecretInTheProcess,
    HasTheSecretInItsCode,
    LeavesALock,
    UndoesTheLastWrite,
}

/// A command and a reply are lists of parts.
type Parts = Vec<Vec<u8>>;

fn parts<const N: usize>(parts: [&[u8]; N]) -> Parts {
    parts.map(<[u8]>::to_vec).into()
}

fn send(stream: &mut TcpStream, parts: &Parts) -> io::Result<()> {
    let mut bytes = u32::try_from(parts.len()).unwrap().to_le_bytes().to_vec();
    for part in parts {
        bytes.extend(u32::try_from(part.len()).unwrap().to_le_bytes());
        bytes.extend(part);
    }
    stream.write_all(&bytes)
}

fn receive(stream: &mut BufReader<TcpStream>) -> io::Result<Parts> {
    let mut number = [0; 4];
    stream.read_exact(&mut number)?;
    let parts = u32::from_le_bytes(number);
    (0..parts)
        .map(|_| {
            stream.read_exact(&mut number)?;
            let mut part = vec![0; usize::try_from(u32::from_le_bytes(number)).unwrap()];
            stream.read_exact(&mut part)?;
            Ok(part)
        })
        .collect()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn number(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(bytes.try_into().unwrap())
}

/// Waits long enough for others to intervene.
fn pause() {
    thread::sleep(Duration::from_micros(300));
}

/// The server of the store, which runs until the process ends.
pub struct Server {
    place: String,
}

impl Server {
    pub fn start(habit: Habit) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let place = format!("{} {}", habit as u8, listener.local_addr().unwrap());
        let kept = Arc::new(Mutex::new(Kept::new(habit)));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let kept = Arc::clone(&kept);
                thread::spawn(move || serve(stream.unwrap(), &kept));
            }
        });
        Server { place }
    }
}

impl AsRef<str> for Server {
    fn as_ref(&self) -> &str {
        &self.place
    }
}

fn serve(mut stream: TcpStream, kept: &Mutex<Kept>) {
    stream.set_nodelay(true).unwrap();
    let mut commands = BufReader::new(stream.try_clone().unwrap());
    let mut undo = None;
    while let Ok(command) = receive(&mut commands) {
        let command: Vec<&[u8]> = command.iter().map(Vec::as_slice).collect();
        let mut kept = lock(kept);
        undo = match *command {
            [b"write", owner, ..] if kept.has(Habit::UndoesTheLastWrite) => {
                Some((owner.to_vec(), kept.records.get(owner).cloned()))
            }
            _ => None,
        };
        let reply = kept.obey(&command);
        drop(kept);
        if send(&mut stream, &reply).is_err() {
            break;
        }
    }
    if let Some((owner, Some(before))) = undo {
        lock(kept).records.insert(owner, before);
    }
}

/// The state of the server. No other command runs during a command.
struct Kept {
    habit: Habit,
    secret: Option<Vec<u8>>,
    records: HashMap<Vec<u8>, Record>,
    responses: HashMap<Vec<u8>, Vec<u8>>,
    locked: bool,
    began: Timestamp,
}

#[derive(Clone)]
struct Record {
    version: u64,
    bytes: Vec<u8>,
    /// The time at which it expires, if it does.
    end: Option<Instant>,
    before: Vec<(u64, Vec<u8>)>,
}

impl Kept {
    fn new(habit: Habit) -> Self {
        let (records, responses) = (HashMap::new(), HashMap::new());
        Kept { habit, secret: None, records, responses, locked: false, began: Timestamp::now() }
    }

    fn has(&self, habit: Habit) -> bool {
        self.habit == habit
    }

    fn obey(&mut self, command: &[&[u8]]) -> Parts {
        match *command {
            [b"secret", drawn] => return vec![self.secret.get_or_insert_with(|| drawn.to_vec()).clone()],
            [b"read", owner, key] => return self.held(owner, key, true),
            [b"write", owner, version, next, record, lifetime, key, put, response] => {
                if !self.expects(owner, number(version)) {
                    if self.has(Habit::KeepsRefusedResponses) {
                        self.put(owner, put, response);
                    }
                    let is_wrong = self.has(Habit::GivesTheWrongResponse) && !put.is_empty();
                    let key = if is_wrong { put } else { key };
                    return self.held(owner, key, false);
                }
                self.set(owner, number(next), record, Duration::from_millis(number(lifetime)));
                self.put(owner, put, response);
            }
            // No correct store needs this.
            [b"get secret"] => return self.secret.iter().cloned().collect(),
            [b"set secret", drawn] => self.secret = Some(drawn.to_vec()),
            [b"set", owner, next, record] => self.set(owner, number(next), record, Duration::MAX),
            [b"put", owner, key, response] => self.put(owner, key, response),
            [b"lock"] if self.locked => return parts([b"locked"]),
            [b"lock"] => self.locked = true,
            [b"unlock"] => self.locked = false,
            [b"end"] => {}
            _ => panic!("no command: {command:?}"),
        }
        Parts::new()
    }

    fn record(&mut self, owner: &[u8]) -> Option<&Record> {
        self.records.retain(|_, record| record.end.is_none_or(|end| Instant::now() < end));
        self.records.get(owner)
    }

    fn expects(&mut self, owner: &[u8], version: u64) -> bool {
        let habit = self.habit;
        let Some(record) = self.record(owner) else {
            return version == 0 || habit == Habit::TakesAnyVersionForNone;
        };
        let is_before = |(before, bytes): &(u64, Vec<u8>)| *before == version && *bytes == record.bytes;
        match habit {
            Habit::ComparesFloats => record.version as f64 == version as f64,
            Habit::ComparesBytes => record.version == version || record.before.iter().any(is_before),
            _ => record.version == version,
        }
    }

    /// Returns version, record, response and time. The part of something absent is empty; otherwise it begins with an
    /// extra byte.
    fn held(&mut self, owner: &[u8], key: &[u8], is_read: bool) -> Parts {
        let some = |bytes: &[u8]| [b"+", bytes].concat();
        let response = self.responses.get(&self.name(owner, key)).filter(|_| !key.is_empty());
        let response = response.map(|bytes| some(bytes)).unwrap_or_default();
        let now = match self.habit {
            Habit::HasAClockAtTimes if !is_read => None,
            Habit::HasAClockThatStands => Some(self.began),
            Habit::HasAClockOfItsOwn => Some(Timestamp::now() - SignedDuration::from_hours(1)),
            _ => Some(Timestamp::now()),
        };
        let now = now.map(|now| some(&now.as_nanosecond().to_le_bytes())).unwrap_or_default();
        match self.record(owner) {
            Some(record) => vec![record.version.to_le_bytes().to_vec(), some(&record.bytes), response, now],
            None => vec![vec![0; 8], Vec::new(), response, now],
        }
    }

    fn set(&mut self, owner: &[u8], version: u64, bytes: &[u8], lifetime: Duration) {
        let mut before = Vec::new();
        if let Some(record) = self.records.remove(owner) {
            before = record.before;
            before.push((record.version, record.bytes));
        }
        let end = Instant::now().checked_add(lifetime).filter(|_| self.has(Habit::ShortensLifetimes));
        self.records.insert(owner.to_vec(), Record { version, bytes: bytes.to_vec(), end, before });
    }

    fn name(&self, owner: &[u8], key: &[u8]) -> Vec<u8> {
        match self.habit {
            Habit::IgnoresOwners => key.to_vec(),
            Habit::IgnoresKeys => owner.to_vec(),
            _ => [owner, key].concat(),
        }
    }

    fn put(&mut self, owner: &[u8], key: &[u8], bytes: &[u8]) {
        if key.is_empty() {
            return;
        }
        if self.responses.len() == 1000 && self.has(Habit::DropsAllWhenFull) {
            self.responses.clear();
            self.records.clear();
        }
        let name = self.name(owner, key);
        if self.has(Habit::KeepsTheFirstResponse) && self.responses.contains_key(&name) {
            return;
        }
        self.responses.insert(name, bytes.to_vec());
    }
}

/// The store as its callers see it.
pub struct Served {
    habit: u8,
    address: String,
    idle: Mutex<Vec<BufReader<TcpStream>>>,
    remembered: Mutex<HashMap<(OwnerId, Option<CacheKey>), Held>>,
}

/// The state that the processes that hold it do not share.
static LOCK: Mutex<()> = Mutex::new(());
static SECRETS: Mutex<BTreeMap<String, [u8; 16]>> = Mutex::new(BTreeMap::new());

fn drawn() -> [u8; 16] {
    let half = || RandomState::new().build_hasher().finish().to_le_bytes();
    [half(), half()].concat().try_into().unwrap()
}

impl Served {
    pub fn open(place: &str) -> Self {
        let (habit, address) = place.split_once(' ').unwrap();
        let (habit, address) = (habit.parse().unwrap(), address.to_owned());
        Served { habit, address, idle: Mutex::default(), remembered: Mutex::default() }
    }

    fn has(&self, habit: Habit) -> bool {
        self.habit == habit as u8
    }

    fn ask(&self, command: &Parts) -> Result<Parts, StoreError> {
        let idle = lock(&self.idle).pop();
        let ask = move || {
            let mut connection = match idle {
                Some(connection) => connection,
                None => BufReader::new(TcpStream::connect(&self.address)?),
            };
            connection.get_ref().set_nodelay(true)?;
            send(connection.get_mut(), command)?;
            let reply = receive(&mut connection)?;
            lock(&self.idle).push(connection);
            Ok(reply)
        };
        ask().map_err(|error: io::Error| StoreError::new("does not respond").with_source(error))
    }

    fn held(&self, reply: &Parts) -> Held {
        let [version, record, response, now] = reply.as_slice() else { panic!("no reply: {reply:?}") };
        let some = |part: &Vec<u8>| part.split_first().map(|(_, bytes)| bytes.to_vec());
        let time = |bytes: Vec<u8>| Timestamp::from_nanosecond(i128::from_le_bytes(bytes.try_into().unwrap())).unwrap();
        let mut held = Held::default();
        held.version = Version(number(version));
        held.record = some(record).filter(|bytes| !(bytes.is_empty() && self.has(Habit::TakesEmptyForNothing)));
        held.response = some(response);
        held.now = some(now).map(time);
        held
    }

    fn read_at_once(&self, owner: OwnerId, key: Option<CacheKey>) -> Result<Held, StoreError> {
        let key = key.map(CacheKey::to_bytes);
        let reply = self.ask(&parts([b"read", &owner.to_bytes(), key.as_ref().map_or(b"", |key| key)]))?;
        Ok(self.held(&reply))
    }

    fn write_at_once(&self, ask: &Write, put: Option<&Put>) -> Result<Written, StoreError> {
        let (key, put_key) = (ask.key.map(CacheKey::to_bytes), put.map(|put| put.key.to_bytes()));
        let reply = self.ask(&parts([
            b"write",
            &ask.owner.to_bytes(),
            &ask.version.0.to_le_bytes(),
            &ask.next.0.to_le_bytes(),
            &ask.record,
            &u64::try_from(ask.lifetime.as_millis()).unwrap_or(u64::MAX).to_le_bytes(),
            key.as_ref().map_or(b"", |key| key),
            put_key.as_ref().map_or(b"", |key| key),
            put.map_or(b"", |put| &put.bytes),
        ]))?;
        Ok(if reply.is_empty() { Written::Done } else { Written::Changed(self.held(&reply)) })
    }

    /// Reads first and writes afterwards.
    fn read_then_write(&self, ask: &Write) -> Result<Written, StoreError> {
        let held = self.read_at_once(ask.owner, ask.key)?;
        if held.version != ask.version {
            return Ok(Written::Changed(held));
        }
        pause();
        if ask.response.is_some() {
            // Another habit is a response that comes later.
            return self.write_at_once(ask, ask.response.as_ref());
        }
        self.ask(&parts([b"set", &ask.owner.to_bytes(), &ask.next.0.to_le_bytes(), &ask.record]))?;
        Ok(Written::Done)
    }

    fn write_then_put(&self, ask: &Write) -> Result<Written, StoreError> {
        let written = self.write_at_once(ask, None)?;
        if let (Some(put), Written::Done) = (&ask.response, &written) {
            pause();
            self.ask(&parts([b"put", &ask.owner.to_bytes(), &put.key.to_bytes(), &put.bytes]))?;
        }
        Ok(written)
    }

    fn write_locked(&self, ask: &Write) -> Result<Written, StoreError> {
        let began = Instant::now();
        while !self.ask(&parts([b"lock"]))?.is_empty() {
            if began.elapsed() > Duration::from_secs(1) {
                return Err(StoreError::new("is locked"));
            }
            pause();
        }
        pause();
        let written = self.write_at_once(ask, ask.response.as_ref());
        self.ask(&parts([b"unlock"]))?;
        written
    }
}

impl Store for Served {
    fn secret(&self) -> Result<[u8; 16], StoreError> {
        if self.has(Habit::HasTheSecretInItsCode) {
            return Ok(*b"a quarter to six");
        }
        if self.has(Habit::KeepsTheSecretInTheProcess) {
            return Ok(*lock(&SECRETS).entry(self.address.clone()).or_insert_with(drawn));
        }
        let drawn = drawn();
        if self.has(Habit::MakesTheSecretTwice) {
            if let [secret] = self.ask(&parts([b"get secret"]))?.as_slice() {
                return Ok(secret.as_slice().try_into().unwrap());
            }
            thread::sleep(Duration::from_millis(20));
            self.ask(&parts([b"set secret", &drawn]))?;
            return Ok(drawn);
        }
        let reply = self.ask(&parts([b"secret", &drawn]))?;
        Ok(reply[0].as_slice().try_into().unwrap())
    }

    fn read(&self, ask: &Read) -> Result<Held, StoreError> {
        let remembered = lock(&self.remembered).get(&(ask.owner, ask.key)).cloned();
        if let Some(held) = remembered.filter(|_| self.has(Habit::RemembersReads)) {
            return Ok(held);
        }
        let mut held = self.read_at_once(ask.owner, ask.key)?;
        if self.has(Habit::ReadsInTwoSteps) {
            pause();
            held.response = self.read_at_once(ask.owner, ask.key)?.response;
        }
        lock(&self.remembered).insert((ask.owner, ask.key), held.clone());
        Ok(held)
    }

    fn write(&self, ask: &Write) -> Result<Written, StoreError> {
        lock(&self.remembered).retain(|(owner, _), _| *owner != ask.owner);
        let fails = |problem| Err(StoreError::new(problem));
        if self.has(Habit::CountsSecondsIn32Bits) && u32::try_from(ask.lifetime.as_secs()).is_err() {
            return fails("counts no such time");
        }
        if self.has(Habit::FailsOnLargeResponses) && ask.response.as_ref().is_some_and(|put| put.bytes.len() > 1 << 20)
        {
            return fails("takes no such response");
        }
        if self.has(Habit::LocksItsProcess) {
            let _lock = lock(&LOCK);
            return self.read_then_write(ask);
        }
        if self.has(Habit::ReadsThenWrites) {
            return self.read_then_write(ask);
        }
        if self.has(Habit::WritesInTwoSteps) {
            return self.write_then_put(ask);
        }
        if self.has(Habit::LeavesALock) {
            return self.write_locked(ask);
        }
        self.write_at_once(ask, ask.response.as_ref())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // This tells the server that it was not cut off.
        while lock(&self.idle).last().is_some() {
            let _ = self.ask(&parts([b"end"]));
            lock(&self.idle).pop();
        }
    }
}

impl fmt::Debug for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Served").finish_non_exhaustive()
    }
}
