//! [`Folder`]: a folder that belongs to one test.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::{BuildHasher as _, Hasher as _};

/// An empty folder that is removed when it is dropped.
pub struct Folder(String);

impl Folder {
    pub fn new() -> Self {
        let name = format!("toggl-me-stores-{:016x}", RandomState::new().build_hasher().finish());
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Folder(path.into_os_string().into_string().unwrap())
    }
}

impl AsRef<str> for Folder {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
