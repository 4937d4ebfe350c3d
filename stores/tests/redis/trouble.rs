//! Tests servers that are gone, stand still, are full, or belong to somebody else.

use std::error::Error as _;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::Duration;

use toggl_me_core::store::{Read, Store as _, Version, Written};
use toggl_me_stores::RedisStore;
use toggl_me_stores::redis::cmd;

use super::{KEY, OWNER, Server, open, version, works, write};

const RECORD: &str = "toggl-me:{abababababababababababababababab}:record";

#[track_caller]
fn says(store: &RedisStore, text: &str) {
    let error = store.read(&Read::new(OWNER, None)).unwrap_err();
    assert_eq!(error.to_string(), text, "{:?}", error.source());
}

#[test]
fn a_server_that_is_gone_is_an_error_until_it_is_back() {
    let Some(mut server) = Server::start() else { return };
    let store = open(server.as_ref());
    works(&store);
    server.stop();
    says(&store, "the store is not there: nobody listens at its address");
    assert!(store.secret().is_err() && store.write(&write(0)).is_err());
    server.restart();
    assert_eq!(version(&store), Some(0));
    works(&store);
}

#[test]
fn a_restart_between_two_trips_is_not_noticed() {
    let Some(mut server) = Server::start() else { return };
    let store = open(server.as_ref());
    let secret = store.secret().unwrap();
    for _ in 0..3 {
        works(&store);
        server.restart();
    }
    works(&store);
    assert_eq!(open(server.as_ref()).secret().unwrap(), secret, "the first store that came back has restored it");
    cmd("CLIENT").arg("KILL").arg("TYPE").arg("normal").exec(&mut server.connect()).unwrap();
    works(&store);
}

#[test]
fn a_server_that_was_emptied_is_given_the_secret_again() {
    let Some(server) = Server::start() else { return };
    let store = open(server.as_ref());
    let secret = store.secret().unwrap();
    works(&store);
    cmd("FLUSHALL").exec(&mut server.connect()).unwrap();
    assert_eq!(version(&store), Some(0));
    assert_eq!(open(server.as_ref()).secret().unwrap(), secret);
    // If the other store was quicker, its secret stays.
    cmd("FLUSHALL").exec(&mut server.connect()).unwrap();
    let another = open(server.as_ref()).secret().unwrap();
    works(&store);
    assert!(another != secret && open(server.as_ref()).secret().unwrap() == another);
}

#[test]
fn a_server_that_stands_still_is_an_error_in_time() {
    let Some(server) = Server::start() else { return };
    let store = open(server.as_ref()).with_timeout(Duration::from_millis(50));
    works(&store);
    let signal = |name: &str| Command::new("kill").args([name, server.pid().to_string().as_str()]).status().unwrap();
    assert!(signal("-STOP").success());
    // This happens over the kept connection, and over a new one.
    says(&store, "the store does not respond in time");
    says(&store, "the store does not respond in time");
    assert!(signal("-CONT").success());
    works(&open(server.as_ref()));
    says(&store.with_timeout(Duration::ZERO), "the store does not respond in time");
}

#[test]
fn a_time_limit_may_be_longer_than_any_clock() {
    let Some(server) = Server::start() else { return };
    works(&open(server.as_ref()).with_timeout(Duration::MAX));
}

#[test]
fn a_full_memory_is_an_error_that_changes_nothing() {
    let Some(server) = Server::start() else { return };
    let store = open(server.as_ref());
    works(&store);
    let mut engine = server.connect();
    let mut limit = |bytes: u32| cmd("CONFIG").arg("SET").arg("maxmemory").arg(bytes).exec(&mut engine).unwrap();
    limit(1000);
    let error = store.write(&write(1)).unwrap_err();
    assert_eq!(error.to_string(), "the store has no room: its server's memory is full");
    assert_eq!(version(&store), Some(1));
    limit(0);
    works(&store);
}

#[test]
fn a_replica_is_an_error_until_it_is_promoted() {
    let Some(server) = Server::start() else { return };
    let store = open(server.as_ref());
    works(&store);
    let mut engine = server.connect();
    cmd("REPLICAOF").arg("127.0.0.1").arg(1).exec(&mut engine).unwrap();
    let error = store.write(&write(1)).unwrap_err();
    assert_eq!(error.to_string(), "the store cannot be written to: its server is a replica");
    cmd("REPLICAOF").arg("NO").arg("ONE").exec(&mut engine).unwrap();
    works(&store);
}

#[test]
fn what_others_have_put_there_is_an_error() {
    let Some(server) = Server::start() else { return };
    let store = open(server.as_ref());
    let mut engine = server.connect();
    cmd("RPUSH").arg(RECORD).arg("element").exec(&mut engine).unwrap();
    says(&store, "the store holds something else than what was written to it");
    assert!(store.write(&write(0)).is_err());
    cmd("SET").arg(RECORD).arg("short").exec(&mut engine).unwrap();
    says(&store, "the store holds something else than what was written to it");
    assert!(store.write(&write(0)).is_err());
    cmd("DEL").arg(RECORD).exec(&mut engine).unwrap();
    cmd("SET").arg("toggl-me:secret").arg("short").exec(&mut engine).unwrap();
    assert!(store.secret().is_err());
    works(&store);
}

#[test]
fn a_response_of_another_kind_is_an_error() {
    let Some(server) = Server::start() else { return };
    let store = open(server.as_ref());
    works(&store);
    let key = format!("{}:response:{KEY}", RECORD.trim_end_matches(":record"));
    cmd("DEL").arg(&key).exec(&mut server.connect()).unwrap();
    cmd("SADD").arg(&key).arg("member").exec(&mut server.connect()).unwrap();
    let error = store.read(&Read::new(OWNER, Some(KEY))).unwrap_err();
    assert_eq!(error.to_string(), "the store holds something else than what was written to it");
    assert_eq!(store.write(&write(1)).unwrap(), Written::Done, "it is replaced");
    assert_eq!(version(&store), Some(2));
}

#[test]
fn a_password_may_have_any_characters() {
    let (user, password) = ("an:odd@user", "p@ss:w/ö?#%41 &word");
    let Some(server) = Server::start() else { return };
    let rules = ["on", &format!(">{password}"), "~*", "+@all"];
    cmd("ACL").arg("SETUSER").arg(user).arg(&rules).exec(&mut server.connect()).unwrap();
    cmd("ACL").arg("SETUSER").arg("default").arg("off").exec(&mut server.connect()).unwrap();
    let with = |credentials: &str| open(&server.as_ref().replace("//", &format!("//{credentials}@")));
    works(&with("an%3Aodd%40user:p%40ss%3Aw%2F%C3%B6%3F%23%2541%20%26word"));
    let error = with("an%3Aodd%40user:p%40ss").read(&Read::new(OWNER, None)).unwrap_err();
    assert_eq!(error.to_string(), "the store does not take the user or password");
    let shown = format!("{error:?} {}", error.source().unwrap());
    assert!(!shown.contains("p@ss") && !shown.contains("p%40ss") && !shown.contains("odd"), "{shown}");
    // Without encoding, it is cut somewhere, and its parts are taken for other parts of the URL.
    for url in [format!("redis://{user}:{password}@127.0.0.1"), format!("redis://:{password}@127.0.0.1")] {
        let error = RedisStore::open(&url).map(|store| store.read(&Read::new(OWNER, None)).unwrap_err());
        let error = error.unwrap_or_else(|error| error);
        let shown = format!("{error} {error:?} {}", error.source().unwrap());
        assert!(!shown.contains("p@ss") && !shown.contains("word"), "{shown}");
    }
}

#[test]
fn a_database_that_is_not_there_is_an_error() {
    let Some(server) = Server::start() else { return };
    works(&open(&format!("{}/15", server.as_ref())));
    says(&open(&format!("{}/99", server.as_ref())), "the store has no database of that number");
    let error = RedisStore::open(&format!("{}/-1", server.as_ref())).map(|store| version(&store));
    assert!(!matches!(error, Ok(Some(_))), "{error:?}");
}

#[test]
fn scripts_of_others_do_no_harm() {
    let Some(server) = Server::start() else { return };
    let store = open(server.as_ref()).with_timeout(Duration::from_secs(60));
    works(&store);
    cmd("SCRIPT").arg("FLUSH").exec(&mut server.connect()).unwrap();
    works(&store);
    cmd("CONFIG").arg("SET").arg("lua-time-limit").arg(1).exec(&mut server.connect()).unwrap();
    let mut other = server.connect();
    let endless = thread::spawn(move || cmd("EVAL").arg("while true do end").arg(0).exec(&mut other));
    let error = loop {
        if let Err(error) = store.read(&Read::new(OWNER, None)) {
            break error;
        }
    };
    assert_eq!(error.to_string(), "the store is not ready: its server runs a script that does not end");
    cmd("SCRIPT").arg("KILL").exec(&mut server.connect()).unwrap();
    assert!(endless.join().unwrap().is_err());
    works(&store);
}

/// Returns the URL of a server that replies the same to every script.
fn that_says(reply: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            thread::spawn(move || {
                let mut buffer = [0; 4000];
                while let Ok(length @ 1..) = stream.read(&mut buffer) {
                    let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
                    let greetings = "+OK\r\n".repeat(text.matches("SETINFO").count());
                    let reply = if text.contains("EVAL") { reply } else { &greetings };
                    stream.write_all(reply.as_bytes()).unwrap();
                }
            });
        }
    });
    url
}

#[test]
fn what_a_server_refuses_is_told_without_its_words() {
    for (reply, text) in [
        ("-MOVED 3999 10.1.2.3:6381\r\n", "is on another node of a cluster"),
        ("-ASK 3999 10.1.2.3:6381\r\n", "is on another node of a cluster"),
        ("-CLUSTERDOWN Hash slot not served\r\n", "is not ready"),
        ("-LOADING Redis is loading the dataset in memory\r\n", "is not ready"),
        ("-MASTERDOWN Link with MASTER is down\r\n", "is not ready"),
        ("-NOREPLICAS Not enough good replicas to write.\r\n", "cannot be used"),
        ("-MISCONF Redis is configured to save RDB snapshots\r\n", "cannot be used"),
        ("-ERR unknown command 'EVAL'\r\n", "cannot be used"),
        ("-ERR Error running script: Script killed by user with SCRIPT KILL.\r\n", "cannot be used"),
        ("-\r\n", "cannot be used"),
        ("$-1\r\n", "holds something else than what was written to it"),
        ("*0\r\n", "holds something else than what was written to it"),
        ("*4\r\n$3\r\nabc\r\n$-1\r\n$1\r\n1\r\n$1\r\n1\r\n", "holds something else than what was written to it"),
    ] {
        says(&open(&that_says(reply)), &format!("the store {text}"));
    }
}

#[test]
fn no_credential_is_shown() {
    let Some(server) = Server::with(&["--requirepass", "a-long-password"]) else { return };
    let with = |credentials: &str| open(&server.as_ref().replace("//", &format!("//{credentials}@")));
    works(&with(":a-long-password"));
    let store = with("someone:another-password");
    let error = store.read(&Read::new(OWNER, None)).unwrap_err();
    assert_eq!(error.to_string(), "the store does not take the user or password");
    let mut shown = format!("{error:?} {} {store:?}", error.source().unwrap());
    says(&open(server.as_ref()), "the store does not take the user or password");
    for url in ["redis://someone:another-password@host:port/x", "http://:another-password@host", "another-password"] {
        let error = RedisStore::open(url).unwrap_err();
        assert_eq!(error.to_string(), "the store has a URL that cannot be used");
        shown += &format!("{error:?} {}", error.source().unwrap());
    }
    assert!(!shown.contains("another") && !shown.contains("someone"), "{shown}");
}

#[test]
fn a_server_of_another_kind_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let store = open(&format!("redis://{}", listener.local_addr().unwrap()));
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 1000]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let error = store.read(&Read::new(OWNER, None)).unwrap_err();
    assert!(error.source().is_some(), "{error}");
}

/// Returns a way to the server that is cut when the server says that a second write is done.
fn cut_after_a_write(port: u16) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for (number, near) in listener.incoming().enumerate() {
            let (mut client, mut server) = (near.unwrap(), TcpStream::connect(("127.0.0.1", port)).unwrap());
            let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            thread::spawn(move || std::io::copy(&mut from, &mut to));
            thread::spawn(move || {
                let (mut buffer, mut done) = ([0; 1000], 0);
                while let Ok(length @ 1..) = server.read(&mut buffer) {
                    done += usize::from(buffer[..length] == *b":1\r\n");
                    if number == 0 && done == 2 {
                        return client.shutdown(Shutdown::Both).unwrap();
                    }
                    client.write_all(&buffer[..length]).unwrap();
                }
            });
        }
    });
    url
}

#[test]
fn a_write_whose_reply_was_lost_is_done_once() {
    let Some(server) = Server::start() else { return };
    let store = open(&cut_after_a_write(server.port()));
    assert_eq!(store.write(&write(0)).unwrap(), Written::Done);
    assert_eq!(store.write(&write(1)).unwrap(), Written::Done);
    assert_eq!(version(&store), Some(2));
    assert!(matches!(store.write(&write(1)).unwrap(), Written::Changed(held) if held.version.0 == 2));
}

#[test]
fn a_late_write_over_a_lost_connection_is_refused() {
    let Some(server) = Server::start() else { return };
    let (store, other) = (open(server.as_ref()), open(server.as_ref()));
    works(&store);
    cmd("CLIENT").arg("KILL").arg("TYPE").arg("normal").exec(&mut server.connect()).unwrap();
    let mut write = write(1);
    write.next = Version(7);
    assert_eq!(other.write(&write).unwrap(), Written::Done);
    write.next = Version(8);
    assert!(matches!(store.write(&write).unwrap(), Written::Changed(held) if held.version == Version(7)));
}
