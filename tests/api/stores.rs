// The public API of this crate, without bodies and documentation. Made by tests/tests/public_api.rs.

mod redis_store {
    pub struct RedisStore {
        private: _,
    }
    impl RedisStore {
        pub fn open(url: &str) -> Result<Self, StoreError> {}
        #[must_use]
        pub fn with_timeout(self, timeout: Duration) -> Self {}
        pub fn command(ask: &Ask) -> Cmd {}
        pub fn bring(secret: &[u8; 16]) -> Cmd {}
        pub fn reply(
            ask: &Ask,
            result: RedisResult<Value>,
        ) -> Result<Replied, StoreError> {}
    }
    impl From<Client> for RedisStore {}
    impl Store for RedisStore {}
    impl fmt::Debug for RedisStore {}
}
mod sqlite {
    mod schema {
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Entry {
            pub owner: OwnerId,
            pub key: Option<CacheKey>,
            pub bytes: u64,
            pub written: Timestamp,
            pub expires: Timestamp,
        }
    }
    pub use schema::Entry;
    pub struct SqliteStore {
        private: _,
    }
    impl SqliteStore {
        pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {}
        pub fn open_default() -> Result<Self, StoreError> {}
        pub fn default_path() -> Result<PathBuf, StoreError> {}
        #[must_use]
        pub fn with_timeout(mut self, timeout: Duration) -> Self {}
        #[must_use]
        pub fn with_bounds(mut self, responses: u32, bytes: u64) -> Self {}
        pub fn contents(&self) -> Result<Vec<Entry>, StoreError> {}
    }
    impl Store for SqliteStore {}
    impl Drop for SqliteStore {}
    impl fmt::Debug for SqliteStore {}
}
pub use redis;
pub use redis_store::RedisStore;
pub use sqlite::{Entry, SqliteStore};
