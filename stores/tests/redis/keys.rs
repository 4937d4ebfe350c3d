//! Tests what is on the server, and the commands as data.

use std::thread;

use toggl_me_core::store::{Ask, CacheKey, Put, Read, Replied, Store as _, Version, Written};
use toggl_me_stores::RedisStore;
use toggl_me_stores::redis::{Value, cmd};

use super::{HOUR, KEY, OWNER, Server, open, version, works, write};

const RECORD: &str = "toggl-me:{abababababababababababababababab}:record";
const RESPONSE: &str = "toggl-me:{abababababababababababababababab}:response:cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd";

#[test]
fn names_and_lifetimes_on_the_server_are_as_documented() {
    let Some(server) = Server::start() else { return };
    let store = open(server.as_ref());
    store.secret().unwrap();
    works(&store);
    let mut engine = server.connect();
    let mut keys: Vec<String> = cmd("KEYS").arg("*").query(&mut engine).unwrap();
    keys.sort();
    assert_eq!(keys, ["toggl-me:secret", RECORD, RESPONSE]);
    let mut left = |key: &str| cmd("PTTL").arg(key).query::<i64>(&mut engine).unwrap();
    assert_eq!(left("toggl-me:secret"), -1);
    let hours = |hours: i64| (hours * 3_600_000 - 60_000)..=hours * 3_600_000 + 1;
    assert!(hours(1).contains(&left(RECORD)) && hours(1).contains(&left(RESPONSE)));

    // The longest lifetime is that of a record, the last one that of a response.
    let mut shorter = write(1);
    shorter.lifetime = HOUR / 60;
    shorter.response = Some(Put::new(KEY, b"response".to_vec(), HOUR / 30));
    assert_eq!(store.write(&shorter).unwrap(), Written::Done);
    assert!(hours(1).contains(&left(RECORD)) && (90_000..=120_001).contains(&left(RESPONSE)));
    let mut longer = write(2);
    longer.lifetime = 3 * HOUR;
    assert_eq!(store.write(&longer).unwrap(), Written::Done);
    assert!(hours(3).contains(&left(RECORD)));
}

#[test]
fn a_user_needs_no_more_permissions_than_documented() {
    let Some(server) = Server::start() else { return };
    let rules = ["on", ">word", "~toggl-me:*", "+eval", "+get", "+set", "+pttl", "+time"];
    cmd("ACL").arg("SETUSER").arg("bar").arg(&rules).exec(&mut server.connect()).unwrap();
    let store = open(&server.as_ref().replace("//", "//bar:word@"));
    store.secret().unwrap();
    works(&store);
}

#[test]
fn a_cluster_keeps_what_is_an_owners_on_one_node() {
    let Some(server) = Server::with(&["--cluster-enabled", "yes"]) else { return };
    let slots: Vec<u16> = (0..16384).collect();
    cmd("CLUSTER").arg("ADDSLOTS").arg(slots).exec(&mut server.connect()).unwrap();
    let store = open(server.as_ref());
    while store.secret().is_err() {
        thread::yield_now();
    }
    works(&store);
    let mut other_key = write(7);
    other_key.key = Some(CacheKey::from_bytes([1; 16]));
    assert!(matches!(store.write(&other_key).unwrap(), Written::Changed(_)));
}

#[test]
fn commands_and_replies_do_for_any_connection() {
    let Some(server) = Server::start() else { return };
    let mut connection = server.connect();
    let mut ask = |ask: Ask| RedisStore::reply(&ask, RedisStore::command(&ask).query(&mut connection)).unwrap();
    assert_eq!(ask(Ask::Write(write(0))), Replied::Written(Written::Done));
    let Replied::Held(held) = ask(Ask::Read(Read::new(OWNER, Some(KEY)))) else { panic!("not what is held") };
    assert_eq!((held.version, held.response.as_deref()), (Version(1), Some(b"response".as_slice())));
    let Replied::Written(Written::Changed(changed)) = ask(Ask::Write(write(0))) else { panic!("not what has changed") };
    assert_eq!(changed.record, held.record);
    let Replied::Secret(secret) = ask(Ask::Secret) else { panic!("not the secret") };
    assert_eq!(open(server.as_ref()).secret().unwrap(), secret);
}

#[test]
fn a_reply_that_no_script_gives_is_an_error() {
    let text = |text: &str| Value::BulkString(text.as_bytes().to_vec());
    let held = |record: Value| Value::Array(vec![record, Value::Nil, text("1"), text("2")]);
    let whole = RedisStore::reply(&Ask::Read(Read::new(OWNER, None)), Ok(held(text("12345678record"))));
    let Ok(Replied::Held(whole)) = whole else { panic!("not what is held") };
    assert_eq!((whole.version.0, whole.record.as_deref()), (0x3132_3334_3536_3738, Some(b"record".as_slice())));
    assert_eq!(whole.now.unwrap().as_microsecond(), 1_000_002);
    for value in [
        Value::Nil,
        Value::Okay,
        Value::Int(1),
        Value::Array(vec![]),
        held(text("1234567")),
        held(Value::Int(7)),
        Value::Array(vec![Value::Nil, Value::Nil, text("1"), text("words")]),
        Value::Array(vec![Value::Nil, Value::Nil, text("9223372036854775807"), text("0")]),
        Value::Array(vec![Value::Nil, Value::Nil, text("1"), text("2147483647")]),
    ] {
        let error = RedisStore::reply(&Ask::Read(Read::new(OWNER, None)), Ok(value.clone())).unwrap_err();
        assert_eq!(error.to_string(), "the store holds something else than what was written to it", "{value:?}");
    }
    assert!(RedisStore::reply(&Ask::Secret, Ok(text("too short"))).is_err());
    assert!(RedisStore::reply(&Ask::Write(write(0)), Ok(Value::Int(2))).is_err());
}

#[test]
fn no_more_than_8_connections_are_kept() {
    let Some(server) = Server::start() else { return };
    let store = open(server.as_ref());
    thread::scope(|scope| {
        for _ in 0..24 {
            scope.spawn(|| assert!((0..20).all(|_| version(&store) == Some(0))));
        }
    });
    let mut engine = server.connect();
    let mut clients = || cmd("CLIENT").arg("LIST").query::<String>(&mut engine).unwrap();
    let ours = |clients: &str| clients.lines().filter(|line| line.contains("cmd=eval")).count();
    // The server may not have noticed yet that others were closed.
    let is_few = (0..10_000).any(|_| (1..=8).contains(&ours(&clients())));
    assert!(is_few, "{}", clients());
}
