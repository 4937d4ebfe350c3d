//! An [`AsyncTransport`] of a program that shares the hour through Redis, over `redis::aio` and tokio.

use std::fmt;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisResult, Value};
use toggl_me_core::http::{Request, Response};
use toggl_me_core::store::{Ask, Replied, StoreError};
use toggl_me_core::{AsyncTransport, Dispatcher, TransportError};
use toggl_me_stores::RedisStore;
use tokio::time::timeout;

/// Sends requests through another transport, and asks a Redis server over one connection that all calls share. It waits
/// no longer than the time limit for each trip.
///
/// The dispatcher has a store of the same client, `RedisStore::from(client)`, which itself is never asked.
pub struct RedisAio<T> {
    transport: T,
    client: Client,
    limit: Duration,
    kept: Mutex<Kept>,
}

/// What it keeps from one trip to the next.
#[derive(Clone, Default)]
struct Kept {
    connection: Option<MultiplexedConnection>,
    secret: Option<[u8; 16]>,
}

impl<T> RedisAio<T> {
    /// Creates a transport that connects with `client` at its first trip to the store.
    pub fn new(transport: T, client: Client, limit: Duration) -> Self {
        RedisAio { transport, client, limit, kept: Mutex::default() }
    }

    async fn trip(&self, ask: &Ask) -> RedisResult<Value> {
        let mut connection = self.connection().await?;
        RedisStore::command(ask).query_async(&mut connection).await
    }

    async fn connection(&self) -> RedisResult<MultiplexedConnection> {
        let Kept { connection, secret } = self.kept().clone();
        if let Some(connection) = connection {
            return Ok(connection);
        }
        let limits = AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
        let mut connection = self.client.get_multiplexed_async_connection_with_config(&limits).await?;
        if let Some(secret) = secret {
            RedisStore::bring(&secret).exec_async(&mut connection).await?;
        }
        self.kept().connection = Some(connection.clone());
        Ok(connection)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: AsyncTransport> AsyncTransport for RedisAio<T> {
    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        self.transport.send(request).await
    }

    async fn sleep(&self, duration: Duration) {
        self.transport.sleep(duration).await;
    }

    async fn ask(&self, _: &Dispatcher, ask: Ask) -> Result<Replied, StoreError> {
        let late = |_| Err(io::Error::from(io::ErrorKind::TimedOut).into());
        let result = timeout(self.limit, self.trip(&ask)).await.unwrap_or_else(late);
        if result.is_err() {
            // A new connection may work, whatever was wrong with this one.
            self.kept().connection = None;
        }
        let replied = RedisStore::reply(&ask, result)?;
        if let Replied::Secret(secret) = replied {
            self.kept().secret = Some(secret);
        }
        Ok(replied)
    }
}

/// Leaves out the server, whose URL may contain a password.
impl<T> fmt::Debug for RedisAio<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisAio").field("limit", &self.limit).finish_non_exhaustive()
    }
}
