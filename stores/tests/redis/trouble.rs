//! Servers that are gone, stand still, are full, are somebody else's.

use std::error::Error as _;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::Duration;

use toggl_me_core::store::{Read, Store as _, Version, Written};
use toggl_me_stores::RedisStore;
use toggl_me_stores::redis::cmd;

use super::{OWNER, Server, open, version, works, write};

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
    assert_eq!(open(server.as_ref()).secret().unwrap(), secret, "the first that came back has brought it along");
    cmd("CLIENT").arg("KILL").arg("TYPE").arg("normal").exec(&mut server.connect()).unwrap();
    works(&store);
}

#[test]
fn a_server_that_stands_still_is_an_error_in_time() {
    let Some(server) = Server::start() else { return };
    let store = open(server.as_ref()).with_timeout(Duration::from_millis(50));
    works(&store);
    let signal = |name: &str| Command::new("kill").args([name, server.pid().to_string().as_str()]).status().unwrap();
    assert!(signal("-STOP").success());
    // Over the connection that was kept, and over a new one.
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

/// Gives a way to the server that is cut when the server says that a second write is done.
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
fn a_write_that_comes_too_late_over_a_lost_connection_is_refused() {
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
