//! What every store does, and what only the shipped ones promise.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use http::Request;
use toggl_me_core::me::GetMe;
use toggl_me_core::{Budget, Cache, Client, Context, Credentials, EndpointExt, Key, MemoryStore, Owner, Source, Store};
use toggl_me_tests::DirectoryStore;
use toggl_me_transport_test::{TestClock, TestTransport};

fn request(token: &str, related: bool) -> Request<Vec<u8>> {
    let context = Context::new(Credentials::api_token(token)).unwrap();
    GetMe::new().with_related_data(related).to_request(&context).unwrap()
}

/// The suite: whoever writes a store can run it.
fn check(store: &dyn Store) {
    let key = |token, related| Key::of(&request(token, related), &store.secret()).unwrap();
    let (mine, mine_too, theirs) = (key("mine", false), key("mine", true), key("theirs", false));
    let owner = mine.owner();
    assert_eq!(Owner::of(&request("mine", true), &store.secret()), Some(owner));

    assert_eq!(store.answer(mine), None);
    assert_eq!(store.ledger(owner), None);

    let generation = store.generation(owner);
    store.put_answer(mine, generation, b"first".to_vec());
    store.put_answer(mine_too, generation, Vec::new());
    store.put_answer(theirs, store.generation(theirs.owner()), b"theirs".to_vec());
    store.put_ledger(owner, b"ledger".to_vec());
    assert_eq!(store.answer(mine).as_deref(), Some(&b"first"[..]));
    assert_eq!(store.answer(mine_too), Some(Vec::new()));
    store.put_answer(mine, generation, b"second".to_vec());
    assert_eq!(store.answer(mine).as_deref(), Some(&b"second"[..]));
    assert_eq!(store.generation(owner), generation, "only forgetting changes it");

    store.forget(owner);
    assert_eq!((store.answer(mine), store.answer(mine_too)), (None, None));
    assert_eq!(store.answer(theirs).as_deref(), Some(&b"theirs"[..]));
    assert_eq!(store.ledger(owner).as_deref(), Some(&b"ledger"[..]), "the ledger stays");
    assert_ne!(store.generation(owner), generation);

    store.put_answer(mine, generation, b"from before the write".to_vec());
    assert_eq!(store.answer(mine), None);
    store.put_answer(mine, store.generation(owner), b"third".to_vec());
    assert_eq!(store.answer(mine).as_deref(), Some(&b"third"[..]));

    store.put_ledger(owner, b"new".to_vec());
    assert_eq!(store.ledger(owner).as_deref(), Some(&b"new"[..]));
    assert_eq!(store.ledger(theirs.owner()), None);

    check_threads(store);
}

/// Readers meet whole answers only, and nothing comes back that was forgotten.
fn check_threads(store: &dyn Store) {
    let key = Key::of(&request("threads", false), &store.secret()).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4_u8 {
            scope.spawn(move || {
                for round in 0..25 {
                    let generation = store.generation(key.owner());
                    store.put_answer(key, generation, vec![thread; 1_000 + round]);
                    if let Some(answer) = store.answer(key) {
                        assert!(answer.len() >= 1_000 && answer.iter().all(|byte| *byte == answer[0]));
                    }
                    store.forget(key.owner());
                    assert_ne!(store.generation(key.owner()), generation);
                }
            });
        }
    });
    assert_eq!(store.answer(key), None, "the last thing that every thread did was to forget");
}

/// A directory of its own for a test, gone with it.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("toggl-me-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Scratch(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_memory_store_is_a_store() {
    check(&MemoryStore::new());
}

#[test]
fn the_directory_store_is_a_store() {
    let scratch = Scratch::new("store");
    check(&DirectoryStore::open(&scratch.0).unwrap());
}

#[test]
fn the_memory_store_drops_what_was_not_asked_for_the_longest() {
    let store = MemoryStore::with_bounds(3, 1_000);
    let keys = ["a", "b", "c", "d"].map(|token| Key::of(&request(token, false), &store.secret()).unwrap());
    let put = |index: usize, length| store.put_answer(keys[index], 0, vec![b'x'; length]);
    let kept = || keys.map(|key| store.answer(key).is_some());

    for index in [0, 1, 2] {
        put(index, 10);
    }
    assert!(store.answer(keys[0]).is_some());
    put(3, 10);
    assert_eq!(kept(), [true, false, true, true], "three answers");
    put(3, 990);
    assert_eq!(kept(), [false, false, true, true], "1,000 bytes");
    put(2, 1_001);
    assert_eq!(kept(), [false, false, false, true], "too large, and no reason to drop others");
    put(2, 10);
    assert_eq!(kept(), [false, false, true, true], "the dropped bytes are not counted");
}

#[test]
fn the_memory_store_forgets_for_any_number_of_owners() {
    let store = MemoryStore::new();
    let generation_before = |owner| {
        let before = store.generation(owner);
        store.forget(owner);
        before
    };
    for number in 0..3_000 {
        let owner = Owner::of(&request(&format!("token-{number}"), false), &store.secret()).unwrap();
        assert_ne!(generation_before(owner), store.generation(owner));
        store.put_ledger(owner, vec![0; 8]);
    }
    assert!(format!("{store:?}").contains("ledgers: 1024"), "{store:?}");
}

#[test]
fn a_directory_is_the_same_store_when_it_is_opened_again() {
    let scratch = Scratch::new("reopened");
    let clock = TestClock::new();
    let client = |script| {
        let store: Arc<dyn Store> = Arc::new(DirectoryStore::open(&scratch.0).unwrap());
        let budget = Budget::new(script).with_limit(1).with_clock(clock.clone()).with_store(store.clone());
        let cache = Cache::new(budget).with_clock(clock.clone()).with_store(store);
        let cache = cache.with_max_age(Duration::from_secs(60)).with_max_stale(Duration::from_secs(3_600));
        Client::new(cache, Context::new(Credentials::password("ann@example.org", "correct horse")).unwrap())
    };
    let first = client(TestTransport::new().on::<GetMe>(200, r#"{"id":7,"api_token":"5ec2e7"}"#));
    assert_eq!(first.send(&GetMe::new()).unwrap().id, 7);
    drop(first);

    // Another process: neither its cache nor its budget has anything to send.
    let second = client(TestTransport::new());
    clock.advance(Duration::from_secs(59));
    let cached = second.send(&GetMe::new()).unwrap();
    assert!(matches!(cached.source(), Source::Cached { age } if age.as_secs() == 59), "{:?}", cached.source());
    clock.advance(Duration::from_secs(1));
    let stale = second.send(&GetMe::new()).unwrap();
    assert!(matches!(stale.source(), Source::Stale { age, .. } if age.as_secs() == 60), "{:?}", stale.source());

    for path in files(&scratch.0) {
        let name = path.to_string_lossy().to_lowercase();
        let bytes = std::fs::read(&path).unwrap();
        for secret in [&b"correct"[..], b"ann@example", b"YW5uQG"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret), "a credential in {name}");
            assert!(!name.as_bytes().windows(secret.len()).any(|window| window.eq_ignore_ascii_case(secret)));
        }
    }
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_directory() {
    use std::os::unix::fs::PermissionsExt as _;

    let scratch = Scratch::new("modes");
    let store = DirectoryStore::open(&scratch.0).unwrap();
    let key = Key::of(&request("mine", false), &store.secret()).unwrap();
    store.put_answer(key, 0, b"answer".to_vec());
    store.put_ledger(key.owner(), b"ledger".to_vec());
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let files = files(&scratch.0);
    assert_eq!(files.len(), 4, "{files:?}");
    assert!(files.iter().all(|file| mode(file) == 0o600), "{files:?}");
    assert_eq!((mode(&scratch.0), mode(files.iter().find_map(|file| file.parent()).unwrap())), (0o700, 0o700));
}

#[test]
fn a_directory_that_has_gone_keeps_nothing_and_breaks_nothing() {
    let scratch = Scratch::new("gone");
    let store = DirectoryStore::open(&scratch.0).unwrap();
    std::fs::remove_dir_all(&scratch.0).unwrap();
    let key = Key::of(&request("mine", false), &store.secret()).unwrap();
    store.put_answer(key, 0, b"answer".to_vec());
    store.put_ledger(key.owner(), b"ledger".to_vec());
    store.forget(key.owner());
    assert_eq!((store.answer(key), store.ledger(key.owner()), store.generation(key.owner())), (None, None, 0));
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files
}
