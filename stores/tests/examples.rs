//! Tests the example `shared_store`, run as two programs one after the other.

mod folder;
#[path = "../examples/shared_store.rs"]
#[allow(dead_code, reason = "its `main`, as a test has one of its own")]
mod shared_store;

use std::path::Path;

use folder::Folder;
use toggl_me_core::{Context, Credentials};
use toggl_me_stores::SqliteStore;
use toggl_me_transport_test::{FakeServer, FakeToggl};

#[test]
fn a_second_program_finds_what_the_first_was_told() {
    let toggl = FakeToggl::demo();
    let server = FakeServer::start(toggl.clone());
    let folder = Folder::new();
    let program = || {
        let context = Context::new(Credentials::api_token(toggl.api_token())).unwrap();
        let context = context.with_base_url(&server.base_url()).unwrap();
        let store = SqliteStore::open(Path::new(folder.as_ref()).join("store.sqlite")).unwrap();
        shared_store::greet(context, store).unwrap()
    };
    assert_eq!(program(), "Hello, Mari Tamm! That took one request.");
    let told = program();
    assert!(told.starts_with("Hello, Mari Tamm! That was in the store, "), "{told}");
    assert_eq!(toggl.requests(), 1);
}
