//! Tests where the file is, who may read it, what is shown of it, and what happens when it disappears.

use std::error::Error as _;
#[cfg(unix)]
use std::fs;
use std::process::Command;

use toggl_me_core::store::{Put, Store as _, Version, Written};
use toggl_me_stores::SqliteStore;

#[cfg(unix)]
use super::at;
use super::{Folder, HOUR, OWNER, key, next, open, put, read};

#[cfg(unix)]
fn mode(path: &std::path::Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path).unwrap().permissions()) & 0o777
}

#[cfg(unix)]
#[test]
fn the_file_and_its_companions_are_for_the_user_alone() {
    let folder = Folder::new();
    let store = open(folder.as_ref());
    put(&store, Put::new(key(1), b"response".to_vec(), HOUR));
    let mut names: Vec<_> =
        fs::read_dir(folder.as_ref()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["store.sqlite", "store.sqlite-shm", "store.sqlite-wal"]);
    for name in names {
        let mode = mode(&at(folder.as_ref()).with_file_name(&name));
        assert_eq!(mode, 0o600, "{name} has mode {mode:o}");
    }
}

#[cfg(unix)]
#[test]
fn a_mode_that_was_changed_is_left() {
    let folder = Folder::new();
    drop(open(folder.as_ref()));
    let shared = std::os::unix::fs::PermissionsExt::from_mode(0o660);
    fs::set_permissions(at(folder.as_ref()), shared).unwrap();
    let store = open(folder.as_ref());
    put(&store, Put::new(key(1), b"response".to_vec(), HOUR));
    assert_eq!(mode(&at(folder.as_ref())), 0o660);
    assert_eq!(mode(&at(folder.as_ref()).with_extension("sqlite-wal")), 0o660);
}

/// Runs this test again, in a process with this cache directory.
#[cfg(any(target_os = "linux", windows))]
#[test]
fn programs_of_a_user_share_the_file_in_the_cache_directory() {
    if std::env::var_os("TOGGL_ME_TEST_CHILD").is_some() {
        let store = SqliteStore::open_default().unwrap();
        assert_eq!(store.write(&next(&store)).unwrap(), Written::Done);
        return;
    }
    let folder = Folder::new();
    for _ in 0..2 {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["file::programs_of_a_user_share_the_file_in_the_cache_directory", "--exact"])
            .env("TOGGL_ME_TEST_CHILD", "1")
            .env(if cfg!(windows) { "LOCALAPPDATA" } else { "XDG_CACHE_HOME" }, format!("{}/a/b", folder.as_ref()))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
    let place = format!("{}/a/b/toggl-me", folder.as_ref());
    assert_eq!(read(&open(&place), 0).version, Version(2));
    #[cfg(unix)]
    assert_eq!(mode(place.as_ref()), 0o700);
}

/// Runs this test again, in a process with this home directory.
#[cfg(target_os = "linux")]
#[test]
fn a_home_that_is_no_place_is_an_error() {
    if std::env::var_os("TOGGL_ME_TEST_CHILD").is_some() {
        let error = SqliteStore::open_default().unwrap_err();
        assert_eq!(error.to_string(), "the store has no place: the user's home directory is a relative path");
        return;
    }
    let folder = Folder::new();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["file::a_home_that_is_no_place_is_an_error", "--exact"])
        .env_remove("XDG_CACHE_HOME")
        .envs([("TOGGL_ME_TEST_CHILD", "1"), ("HOME", "home")])
        .current_dir(folder.as_ref())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(fs::read_dir(folder.as_ref()).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn a_link_leads_to_the_store_that_it_names() {
    let (folder, links) = (Folder::new(), Folder::new());
    let store = open(folder.as_ref());
    std::os::unix::fs::symlink(at(folder.as_ref()), at(links.as_ref())).unwrap();
    let same = open(links.as_ref());
    assert_eq!(store.write(&next(&same)).unwrap(), Written::Done);
    assert_eq!(same.write(&next(&store)).unwrap(), Written::Done);
    assert_eq!(read(&store, 0).version, Version(2));
    assert_eq!(fs::read_dir(links.as_ref()).unwrap().count(), 1);

    // If it leads nowhere, nothing is made there.
    let (nothing, link) = (at(folder.as_ref()).with_file_name("nothing"), at(links.as_ref()).with_file_name("link"));
    std::os::unix::fs::symlink(&nothing, &link).unwrap();
    let error = SqliteStore::open(&link).unwrap_err();
    assert_eq!(error.to_string(), "the store cannot be opened: it, or its folder, may not be written to");
    assert!(!nothing.exists());
}

/// Windows deletes no file that is open.
#[cfg(unix)]
#[test]
fn a_lost_file_is_begun_anew_and_shared_again() {
    let folder = Folder::new();
    let (one, other) = (open(folder.as_ref()), open(folder.as_ref()));
    put(&one, Put::new(key(1), b"response".to_vec(), HOUR));
    let secret = other.secret().unwrap();
    for name in ["store.sqlite", "store.sqlite-shm", "store.sqlite-wal"] {
        fs::remove_file(at(folder.as_ref()).with_file_name(name)).unwrap();
    }
    assert_eq!(read(&other, 1).version, Version::NONE);
    put(&other, Put::new(key(1), b"another".to_vec(), HOUR));
    assert_eq!(read(&one, 1).response.as_deref(), Some(b"another".as_slice()));
    assert_eq!(one.secret().unwrap(), secret, "the first store that noticed has restored it");
}

/// Windows has no such names, and deletes no file that is open.
#[cfg(unix)]
#[test]
fn a_relative_path_outlives_a_change_of_the_working_folder() {
    if let Ok(folder) = std::env::var("TOGGL_ME_TEST_CHILD") {
        std::env::set_current_dir(&folder).unwrap();
        let store = SqliteStore::open("file:store.sqlite?mode=memory").unwrap();
        std::env::set_current_dir("..").unwrap();
        fs::remove_file(format!("{folder}/file:store.sqlite?mode=memory")).unwrap();
        assert_eq!(store.write(&next(&store)).unwrap(), Written::Done);
        return;
    }
    let folder = Folder::new();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["file::a_relative_path_outlives_a_change_of_the_working_folder", "--exact"])
        .env("TOGGL_ME_TEST_CHILD", folder.as_ref())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(fs::exists(format!("{}/file:store.sqlite?mode=memory", folder.as_ref())).unwrap());
}

/// Opening and closing the file by hand would release the locks by which others know that it is in use.
#[cfg(target_os = "linux")]
#[test]
fn to_open_a_store_gives_up_no_lock() {
    let folder = Folder::new();
    let store = open(folder.as_ref());
    assert_eq!(store.write(&next(&store)).unwrap(), Written::Done);
    let inode = std::os::unix::fs::MetadataExt::ino(&fs::metadata(at(folder.as_ref())).unwrap());
    let (inode, pid) = (format!(":{inode} "), format!(" {} ", std::process::id()));
    let is_ours = |line: &&str| line.contains(&inode) && line.contains(&pid);
    let locks = || fs::read_to_string("/proc/locks").unwrap().lines().filter(is_ours).count();
    assert_eq!(locks(), 1);
    drop(open(folder.as_ref()));
    assert_eq!(locks(), 1);
}

#[test]
fn contents_tell_names_lengths_and_times_alone() {
    let folder = Folder::new();
    let store = open(folder.as_ref());
    put(&store, Put::new(key(1), b"a response".to_vec(), HOUR));
    let entries = store.contents().unwrap();
    let told: Vec<_> = entries.iter().map(|entry| (entry.owner, entry.key, entry.bytes)).collect();
    assert_eq!(told, [(OWNER, None, 6), (OWNER, Some(key(1)), 10)]);
    for entry in entries {
        let now = toggl_me_core::jiff::Timestamp::now();
        assert!(entry.written <= now && now < entry.expires, "{entry:?}");
    }
    let shown = format!("{:?} {store:?}", store.contents().unwrap());
    assert!(!shown.contains("response\"") && !shown.contains(folder.as_ref()), "{shown}");
}

#[test]
fn errors_show_no_path() {
    let folder = Folder::new();
    let missing = format!("{}/missing/store.sqlite", folder.as_ref());
    let error = SqliteStore::open(&missing).unwrap_err();
    assert_eq!(error.to_string(), "the store cannot be made: there is no such folder");
    assert!(error.source().is_some());
    // A folder stands in place of the file.
    let error = SqliteStore::open(folder.as_ref()).unwrap_err();
    assert_eq!(error.to_string(), "the store cannot be opened: it is a folder");
    assert!(error.source().is_some());
}
