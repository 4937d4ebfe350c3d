//! Tests what is done with a file that is damaged, belongs to another program, has a newer version, or is on a full
//! disk.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::BuildHasher as _;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
#[cfg(target_os = "linux")]
use std::process::Command;
use std::sync::Mutex;

use rusqlite::Connection;
use toggl_me_core::store::{Put, Read, Store as _, Written};
use toggl_me_stores::SqliteStore;

#[cfg(target_os = "linux")]
use super::next;
use super::{Folder, HOUR, OWNER, at, key, open, put, read};

/// Returns the warnings so far.
static WARNINGS: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Warnings;

impl log::Log for Warnings {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        WARNINGS.lock().unwrap().push(format!("{}: {}: {}", record.level(), record.target(), record.args()));
    }

    fn flush(&self) {}
}

/// Makes a store with some responses, in a file that no connection holds.
fn filled(folder: &Folder) {
    let store = open(folder.as_ref());
    for number in 0..20 {
        put(&store, Put::new(key(number), vec![number; 3000], HOUR));
    }
}

/// Overwrites bytes of the file while others have it open.
fn overwrite(path: &Path, from: u64, bytes: &[u8]) {
    let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(from)).unwrap();
    file.write_all(bytes).unwrap();
}

#[test]
fn a_damaged_file_is_set_aside_when_it_is_opened() {
    let _ = log::set_logger(&Warnings);
    log::set_max_level(log::LevelFilter::Warn);
    let folder = Folder::new();
    let path = at(folder.as_ref());
    let beginnings: [&dyn Fn(); 3] = [
        &|| fs::write(&path, b"no database at all, but a text of some length, so that SQLite looks at it").unwrap(),
        &|| {
            filled(&folder);
            overwrite(&path, 0, &[0; 100]);
        },
        &|| {
            filled(&folder);
            overwrite(&path, 100, &[0xff; 3000]);
        },
    ];
    for damage in beginnings {
        damage();
        let damaged = fs::read(&path).unwrap();
        let store = open(folder.as_ref());
        put(&store, Put::new(key(1), b"response".to_vec(), HOUR));
        assert_eq!(read(&store, 1).response.as_deref(), Some(b"response".as_slice()));
        assert!(fs::read(path.with_extension("sqlite.damaged")).unwrap() == damaged, "another file was set aside");
        drop(store);
        fs::remove_file(&path).unwrap();
    }
    let warnings = WARNINGS.lock().unwrap();
    let ours: Vec<_> = warnings.iter().filter(|line| line.contains("toggl_me_stores")).collect();
    assert!(ours.len() >= 3, "{ours:?}");
    assert!(ours.iter().all(|line| line.starts_with("WARN") && line.contains(".damaged")), "{ours:?}");
    assert!(!ours.iter().any(|line| line.contains(folder.as_ref())), "{ours:?}");
}

#[test]
fn damage_that_is_found_on_the_way_fails_one_trip() {
    let folder = Folder::new();
    filled(&folder);
    let (store, other) = (open(folder.as_ref()), open(folder.as_ref()));
    let path = at(folder.as_ref());
    let length = fs::metadata(&path).unwrap().len();
    overwrite(&path, 4096, &vec![0xa5; usize::try_from(length).unwrap() - 4096]);
    let ask = Read::new(OWNER, Some(key(1)));
    let mut error = store.read(&ask).unwrap_err();
    if cfg!(windows) {
        // It renames no file that is open, which for the other one it is, until that one has found the damage too.
        assert_eq!(error.to_string(), "the store is damaged, and cannot be set aside");
        error = other.read(&ask).unwrap_err();
    }
    assert_eq!(error.to_string(), "the store was damaged; it was set aside, and a new one is begun");
    assert_eq!(store.read(&ask).unwrap().record, None);
    put(&store, Put::new(key(1), b"response".to_vec(), HOUR));
    // The other store finds the new file, and does not set it aside.
    assert_eq!(other.read(&ask).unwrap().response.as_deref(), Some(b"response".as_slice()));
    assert!(fs::metadata(path.with_extension("sqlite.damaged")).unwrap().len() == length);
}

#[test]
fn a_file_without_what_was_made_in_it_is_set_aside() {
    for damage in ["DROP TABLE record", "DROP TABLE secret", "DROP TABLE response", "UPDATE secret SET bytes = x'00'"] {
        let folder = Folder::new();
        filled(&folder);
        let store = open(folder.as_ref());
        let secret = store.secret().unwrap();
        Connection::open(at(folder.as_ref())).unwrap().execute_batch(damage).unwrap();
        let ask = Read::new(OWNER, Some(key(1)));
        let error = store.read(&ask).and_then(|_| store.secret()).unwrap_err();
        assert_eq!(error.to_string(), "the store was damaged; it was set aside, and a new one is begun");
        assert_eq!(store.secret().unwrap(), secret, "the new one has the secret that others know too");
        assert!(store.read(&ask).unwrap().record.is_none());
    }
}

#[test]
fn any_damage_is_survived() {
    let random = RandomState::new();
    let whole = Folder::new();
    filled(&whole);
    for round in 0..150_u64 {
        let folder = Folder::new();
        let path = at(folder.as_ref());
        fs::copy(at(whole.as_ref()), &path).unwrap();
        let is_open = (round % 2 == 0).then(|| open(folder.as_ref()));
        let length = fs::metadata(&path).unwrap().len();
        let (from, what) = (random.hash_one(round) % length, random.hash_one((round, "what")));
        match round % 3 {
            0 => overwrite(&path, from, &what.to_le_bytes()[..1 + usize::try_from(what % 7).unwrap()]),
            1 => overwrite(&path, from, &vec![what.to_le_bytes()[0]; usize::try_from(length - from).unwrap()]),
            _ => fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(from).unwrap(),
        }
        let store = is_open.map_or_else(|| SqliteStore::open(&path), Ok);
        let store = match store {
            Ok(store) => store,
            // The damage has hit the bytes that say which program the file belongs to.
            Err(error) => {
                let text = error.to_string();
                assert!(text.contains("another program") || text.contains("newer version"), "{text}");
                continue;
            }
        };
        // Every trip returns something, and sooner or later the store works again.
        let works = (0..8).any(|_| {
            let held = store.read(&Read::new(OWNER, Some(key(1))));
            let written = held.and_then(|_| {
                let mut write = next_of(&store)?;
                write.response = Some(Put::new(key(1), vec![7; 5000], HOUR));
                store.write(&write)
            });
            written.is_ok_and(|written| written == Written::Done)
        });
        assert!(works, "round {round}: {from} of {length}: {:?}", store.read(&Read::new(OWNER, None)));
    }
}

fn next_of(store: &SqliteStore) -> Result<toggl_me_core::store::Write, toggl_me_core::store::StoreError> {
    let version = store.read(&Read::new(OWNER, None))?.version;
    let next = toggl_me_core::store::Version(version.0.wrapping_add(1).max(1));
    Ok(toggl_me_core::store::Write::new(OWNER, version, next, b"record".to_vec()))
}

#[test]
fn a_file_of_another_program_is_left_alone() {
    let folder = Folder::new();
    let path = at(folder.as_ref());
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE theirs (id); INSERT INTO theirs VALUES (1)").unwrap();
    let theirs = fs::read(&path).unwrap();
    let error = SqliteStore::open(&path).unwrap_err();
    assert_eq!(error.to_string(), "the store is a file of another program, and was left as it is");
    assert!(fs::read(&path).unwrap() == theirs);
}

#[test]
fn a_file_of_a_newer_version_is_left_alone() {
    let folder = Folder::new();
    filled(&folder);
    let path = at(folder.as_ref());
    Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 2").unwrap();
    let newer = fs::read(&path).unwrap();
    let error = SqliteStore::open(&path).unwrap_err();
    let expected =
        "the store has format 2, of a newer version of toggl-me-stores, and was left as it is; this one knows 1";
    assert_eq!(error.to_string(), expected);
    assert!(fs::read(&path).unwrap() == newer);
}

/// Runs this test again, in a process that may write files of no more than a hundred kilobytes.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_that_passes() {
    if let Ok(place) = std::env::var("TOGGL_ME_TEST_CHILD") {
        let store = open(&place);
        let mut failed = 0;
        for number in 0..60 {
            let mut write = next(&store);
            write.response = Some(Put::new(key(number), vec![number; 10_000], HOUR));
            if let Err(error) = store.write(&write) {
                let text = error.to_string();
                assert!(text.contains("the disk"), "{text}");
                failed += 1;
            }
        }
        assert!(failed > 0, "there was room for everything");
        std::io::stdout().write_all(b"it was full\n").unwrap();
        return;
    }
    let folder = Folder::new();
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 200; exec \"$@\"", "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["damage::a_full_disk_is_an_error_that_passes", "--exact", "--nocapture"])
        .env("TOGGL_ME_TEST_CHILD", folder.as_ref())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("it was full"),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    // Now there is room again.
    let store = open(folder.as_ref());
    assert_eq!(read(&store, 0).record.as_deref(), Some(b"record".as_slice()));
    put(&store, Put::new(key(99), vec![1; 100_000], HOUR));
    assert_eq!(read(&store, 99).response.unwrap().len(), 100_000);
    assert!(!fs::exists(at(folder.as_ref()).with_extension("sqlite.damaged")).unwrap());
}
