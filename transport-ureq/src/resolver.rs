//! [`CachingResolver`]: the resolver that looks names up in the calling thread and caches the result.

use std::fmt;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use http::Uri;
use http::uri::{Authority, Scheme};
use ureq::config::Config;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use crate::marks::{NotConnected, Stage};
use crate::target::{host_and_port, is_loopback};

/// The time for which a host's addresses are used without another lookup. The operating system does not report how long
/// they are valid.
const TIME_TO_LIVE: Duration = Duration::from_secs(60);

/// The number of hosts that are cached. A client of one API, and perhaps its proxy, needs one or two.
const MAX_HOSTS: usize = 16;

/// The largest number of addresses of a host that ureq accepts.
const MAX_ADDRESSES: usize = 16;

type Lookup = dyn Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync;

/// ureq resolves the host's name at every call, before it looks at its pool, and starts a thread to do so when there is
/// a time limit. This resolver returns cached addresses, and looks names up in the calling thread, which nothing can
/// interrupt.
///
/// Failures are not cached. Clones share the cache.
#[derive(Clone)]
pub(crate) struct CachingResolver {
    known: Arc<Mutex<Known>>,
    lookup: Arc<Lookup>,
}

impl CachingResolver {
    pub(crate) fn new() -> Self {
        Self::with_lookup(|host, port| (host, port).to_socket_addrs().map(Iterator::collect))
    }

    pub(crate) fn with_lookup(
        lookup: impl Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync + 'static,
    ) -> Self {
        CachingResolver { known: Arc::default(), lookup: Arc::new(lookup) }
    }

    /// Removes the host from the cache, so that the next call looks it up: it could not be connected to at the cached
    /// addresses.
    pub(crate) fn forget(&self, uri: &Uri) {
        self.known().remove(uri);
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn addresses(&self, uri: &Uri, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let started = Instant::now();
        if let Some(addresses) = self.known().get(uri, started) {
            return Ok(self.collected(addresses));
        }
        let (host, port) = host_and_port(uri).ok_or_else(|| ureq::Error::BadUri("no host".to_owned()))?;
        // The lock is not held during the lookup: a slow name server for one host must not stop the calls to others.
        let mut addresses = (self.lookup)(host, port)?;
        if is_loopback(host) {
            // RFC 6761, section 6.3: `localhost` is this machine, whatever a name server says. Plain http is permitted
            // to it for that reason.
            addresses.retain(|address| address.ip().is_loopback());
        }
        if addresses.is_empty() {
            return Err(ureq::Error::HostNotFound);
        }
        let resolved = self.collected(&addresses);
        self.known().insert(uri, addresses, Instant::now());
        if started.elapsed() >= *timeout.after {
            return Err(ureq::Error::Timeout(timeout.reason));
        }
        Ok(resolved)
    }

    fn collected(&self, addresses: &[SocketAddr]) -> ResolvedSocketAddrs {
        let mut collected = self.empty();
        for address in addresses.iter().take(MAX_ADDRESSES) {
            collected.push(*address);
        }
        collected
    }
}

impl Resolver for CachingResolver {
    fn resolve(&self, uri: &Uri, _: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        self.addresses(uri, timeout).map_err(|error| NotConnected::at(Stage::Lookup, error))
    }
}

impl fmt::Debug for CachingResolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachingResolver").finish_non_exhaustive()
    }
}

/// The hosts whose addresses are cached, the oldest first. There are so few that a search from the front is the fastest
/// and allocates nothing.
#[derive(Default)]
struct Known(Vec<Host>);

/// A cached host. Its key is the URI's scheme and authority as they are written, so that no call has to parse them.
struct Host {
    scheme: Option<Scheme>,
    authority: Option<Authority>,
    addresses: Vec<SocketAddr>,
    since: Instant,
}

impl Host {
    fn is(&self, uri: &Uri) -> bool {
        self.authority.as_ref() == uri.authority() && self.scheme.as_ref() == uri.scheme()
    }
}

impl Known {
    fn get(&self, uri: &Uri, now: Instant) -> Option<&[SocketAddr]> {
        let host = self.0.iter().find(|host| host.is(uri))?;
        (now.saturating_duration_since(host.since) < TIME_TO_LIVE).then_some(&host.addresses)
    }

    fn insert(&mut self, uri: &Uri, addresses: Vec<SocketAddr>, now: Instant) {
        self.remove(uri);
        if self.0.len() >= MAX_HOSTS {
            self.0.remove(0);
        }
        let (scheme, authority) = (uri.scheme().cloned(), uri.authority().cloned());
        self.0.push(Host { scheme, authority, addresses, since: now });
    }

    fn remove(&mut self, uri: &Uri) {
        self.0.retain(|host| !host.is(uri));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread::{self, ThreadId};

    use ureq::Timeout;

    use super::*;

    const ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 7)), 443);

    fn uri(text: &str) -> Uri {
        text.parse().unwrap()
    }

    fn resolve(resolver: &CachingResolver, text: &str) -> Result<ResolvedSocketAddrs, ureq::Error> {
        resolver.resolve(&uri(text), &Config::default(), NextTimeout::default())
    }

    /// Holds host, port and the thread that looked them up.
    type Asked = Arc<Mutex<Vec<(String, u16, ThreadId)>>>;

    fn counting() -> (CachingResolver, Asked) {
        let asked = Asked::default();
        let log = asked.clone();
        let resolver = CachingResolver::with_lookup(move |host, port| {
            log.lock().unwrap().push((host.to_owned(), port, thread::current().id()));
            Ok(vec![ADDRESS])
        });
        (resolver, asked)
    }

    #[test]
    fn a_host_is_looked_up_once_and_in_the_calling_thread() {
        let (resolver, asked) = counting();
        let limited = NextTimeout { after: Duration::from_secs(5).into(), ..NextTimeout::default() };
        for text in ["https://time.test/a", "https://TIME.test/b?c", "https://time.test/"] {
            let addresses = resolver.resolve(&uri(text), &Config::default(), limited).unwrap();
            assert_eq!(addresses.as_ref(), [ADDRESS]);
        }
        assert_eq!(*asked.lock().unwrap(), [("time.test".to_owned(), 443, thread::current().id())]);
    }

    #[test]
    fn hosts_and_ports_are_cached_apart() {
        let (resolver, asked) = counting();
        for text in ["https://one.test/", "http://one.test/", "https://two.test/", "http://[2001:db8::1]:8080/"] {
            resolve(&resolver, text).unwrap();
        }
        let asked: Vec<_> = asked.lock().unwrap().iter().map(|(host, port, _)| (host.clone(), *port)).collect();
        let expected = [("one.test", 443), ("one.test", 80), ("two.test", 443), ("2001:db8::1", 8080)];
        assert_eq!(asked, expected.map(|(host, port)| (host.to_owned(), port)));
    }

    #[test]
    fn a_failure_is_not_cached() {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        let resolver = CachingResolver::with_lookup(move |_, _| match count.fetch_add(1, Ordering::SeqCst) {
            0 => Err(io::Error::other("no name server")),
            1 => Ok(Vec::new()),
            _ => Ok(vec![ADDRESS]),
        });
        for _ in 0..2 {
            resolve(&resolver, "https://time.test/").unwrap_err();
        }
        for _ in 0..2 {
            resolve(&resolver, "https://time.test/").unwrap();
        }
        assert_eq!(asked.load(Ordering::SeqCst), 3);
    }

    #[test]
    fn a_slow_lookup_ends_the_call_and_serves_the_next() {
        let (resolver, asked) = counting();
        let spent = NextTimeout { after: Duration::ZERO.into(), reason: Timeout::Global, ..NextTimeout::default() };
        let error = resolver.resolve(&uri("https://time.test/"), &Config::default(), spent).unwrap_err();
        assert!(format!("{error:?}").contains("Timeout(Global)"), "{error:?}");
        resolve(&resolver, "https://time.test/").unwrap();
        assert_eq!(asked.lock().unwrap().len(), 1);
    }

    #[test]
    fn more_addresses_than_ureq_accepts_are_dropped() {
        let resolver = CachingResolver::with_lookup(|_, _| Ok(vec![ADDRESS; 40]));
        for _ in 0..2 {
            assert_eq!(resolve(&resolver, "https://time.test/").unwrap().len(), MAX_ADDRESSES);
        }
    }

    #[test]
    fn cached_addresses_expire() {
        let mut known = Known::default();
        let then = Instant::now();
        let host = uri("https://time.test/");
        known.insert(&host, vec![ADDRESS], then);
        assert!(known.get(&host, then + TIME_TO_LIVE - Duration::from_nanos(1)).is_some());
        assert!(known.get(&host, then + TIME_TO_LIVE).is_none());
    }

    #[test]
    fn the_cache_is_bounded_and_drops_the_oldest_first() {
        let mut known = Known::default();
        let now = Instant::now();
        let host = |port: usize| uri(&format!("https://time.test:{port}/"));
        for port in 0..=MAX_HOSTS {
            known.insert(&host(port), vec![ADDRESS], now);
        }
        assert_eq!(known.0.len(), MAX_HOSTS);
        assert!(known.get(&host(0), now).is_none());
        assert!(known.get(&host(1), now).is_some());
        // A host that is already cached takes no second place.
        known.insert(&uri("https://TIME.test:1/"), vec![ADDRESS], now);
        assert_eq!(known.0.len(), MAX_HOSTS);
    }

    #[test]
    fn a_removed_host_is_looked_up_again() {
        let (resolver, asked) = counting();
        resolve(&resolver, "https://time.test/a").unwrap();
        resolver.forget(&uri("https://other.test/a"));
        resolve(&resolver, "https://time.test/a").unwrap();
        assert_eq!(asked.lock().unwrap().len(), 1);
        resolver.forget(&uri("https://time.test/b"));
        resolve(&resolver, "https://time.test/a").unwrap();
        assert_eq!(asked.lock().unwrap().len(), 2);
    }

    #[test]
    fn localhost_is_this_machine() {
        let loopback = SocketAddr::from(([127, 0, 0, 1], 443));
        let resolver = CachingResolver::with_lookup(move |_, port| match port {
            80 => Ok(vec![ADDRESS]),
            _ => Ok(vec![ADDRESS, loopback]),
        });
        assert_eq!(resolve(&resolver, "https://LOCALHOST/").unwrap().as_ref(), [loopback]);
        assert_eq!(resolve(&resolver, "https://time.test/").unwrap().as_ref(), [ADDRESS, loopback]);
        let error = resolve(&resolver, "http://localhost/").unwrap_err();
        assert!(format!("{error:?}").contains("HostNotFound"), "{error:?}");
    }

    #[test]
    fn debug_shows_no_host() {
        let resolver = CachingResolver::with_lookup(|_, _| Err(io::Error::other("asked")));
        assert_eq!(format!("{resolver:?}"), "CachingResolver { .. }");
    }
}
