//! [`OwnerId`] and [`CacheKey`]: they name whose call it is and what it asks for, without disclosing either.
//!
//! # Why a keyed hash, and why this one
//!
//! What is kept for a user must be found again without keeping the credential: a store may be a directory, and names of
//! files end up in listings, backups and logs. A plain hash would not do. Whoever tries a list of passwords can find the
//! `Authorization` value of a user who logs in with one of them from its hash. So the hash is keyed with the
//! [secret](crate::Store::secret) of the store: 16 random bytes, made once, kept with the responses and guarded like
//! them. Without the secret a name says nothing; with it, the same user has the same name in every process. Whoever can
//! read the secret can also read the responses beside it, including the API token in the response to `GET /me`, and can
//! try passwords; an API token, which is random, cannot be guessed either way.
//!
//! SipHash-2-4 with 128 bits is made for that: it is a keyed function whose values cannot be predicted, so nobody can make
//! up a credential that finds another user's responses. It is one small crate without dependencies, compared with nine for
//! `sha2`. The standard library's hashers have 64 bits and may change with the compiler; names on a disk must not change.

use std::fmt;
use std::hash::Hasher as _;

use http::header::{AUTHORIZATION, COOKIE};
use http::uri::Authority;
use http::{HeaderName, HeaderValue, Request};
use siphasher::sip128::{Hasher128 as _, SipHasher24};

use crate::lock::{Mutex, lock};

/// Names whose call it is: a hash, keyed with the secret of a store, of the credential and the server it is sent to.
///
/// `Display` writes 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OwnerId(u128);

impl OwnerId {
    /// Names the owner of `request` in the store with this secret; `None` for a request without credentials.
    pub fn of<B>(request: &Request<B>, secret: &[u8; 16]) -> Option<OwnerId> {
        Names::keyed(secret).owner(request)
    }

    /// Reads what [`to_bytes`](OwnerId::to_bytes) wrote.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        OwnerId(u128::from_be_bytes(bytes))
    }

    /// Returns the 16 bytes that a store may keep it as.
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }
}

impl fmt::Display for OwnerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Names a cached response among those of its owner: a hash, keyed as [`OwnerId`] is, of the method and the URI.
///
/// `Display` writes 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CacheKey(u128);

impl CacheKey {
    /// Names the response to `request` in the store with this secret.
    pub fn of<B>(request: &Request<B>, secret: &[u8; 16]) -> CacheKey {
        Names::keyed(secret).key(request)
    }

    /// Reads what [`to_bytes`](CacheKey::to_bytes) wrote.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        CacheKey(u128::from_be_bytes(bytes))
    }

    /// Returns the 16 bytes that a store may keep it as.
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }
}

impl fmt::Display for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Gives owners and requests their names in one store.
pub(crate) struct Names {
    hasher: SipHasher24,
    /// Most programs have one user, and comparing is cheaper than hashing.
    last: Mutex<Option<Last>>,
}

/// An owner, and what its name was made from, which stays in memory and is shown by no `Debug`.
struct Last {
    credentials: Vec<(HeaderName, HeaderValue)>,
    authority: Option<Authority>,
    owner: OwnerId,
}

impl Names {
    pub(crate) fn keyed(secret: &[u8; 16]) -> Self {
        Names { hasher: SipHasher24::new_with_key(secret), last: Mutex::default() }
    }

    /// Names the owner; `None` for a request without credentials, which is nobody's.
    pub(crate) fn owner<B>(&self, request: &Request<B>) -> Option<OwnerId> {
        let credentials = || request.headers().iter().filter(|(name, _)| *name == AUTHORIZATION || *name == COOKIE);
        let authority = request.uri().authority();
        let mut last = lock(&self.last);
        if let Some(last) = &*last {
            let same = last.credentials.iter().map(|(name, value)| (name, value)).eq(credentials());
            if same && last.authority.as_ref().map(Authority::as_str) == authority.map(Authority::as_str) {
                return Some(last.owner);
            }
        }
        // This is never kept as the last owner, which has credentials.
        credentials().next()?;
        let mut hasher = self.hasher;
        for (name, value) in credentials() {
            part(&mut hasher, name.as_str().as_bytes());
            part(&mut hasher, value.as_bytes());
        }
        part(&mut hasher, authority.map_or("", Authority::as_str).as_bytes());
        let owner = OwnerId(hasher.finish128().as_u128());
        *last = Some(Last {
            credentials: credentials().map(|(name, value)| (name.clone(), value.clone())).collect(),
            authority: authority.cloned(),
            owner,
        });
        Some(owner)
    }

    pub(crate) fn key<B>(&self, request: &Request<B>) -> CacheKey {
        let uri = request.uri();
        let mut hasher = self.hasher;
        part(&mut hasher, request.method().as_str().as_bytes());
        part(&mut hasher, uri.scheme_str().unwrap_or_default().as_bytes());
        part(&mut hasher, uri.authority().map_or("", Authority::as_str).as_bytes());
        part(&mut hasher, uri.path_and_query().map_or("", |path| path.as_str()).as_bytes());
        CacheKey(hasher.finish128().as_u128())
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Names(..)")
    }
}

/// Adds a part with its length, so that two parts never read as another two.
fn part(hasher: &mut SipHasher24, bytes: &[u8]) {
    hasher.write(&(bytes.len() as u64).to_le_bytes());
    hasher.write(bytes);
}

#[cfg(test)]
mod tests {
    use http::header::HeaderName;

    use super::*;

    fn request(uri: &str, headers: &[(HeaderName, &str)]) -> Request<Vec<u8>> {
        let mut builder = Request::get(uri);
        for (name, value) in headers {
            builder = builder.header(name, *value);
        }
        builder.body(Vec::new()).unwrap()
    }

    #[test]
    fn owners_differ_in_credential_header_server_and_secret() {
        let names = Names::keyed(b"0123456789abcdef");
        let owner = |uri: &str, headers: &[(HeaderName, &str)]| names.owner(&request(uri, headers)).unwrap();
        let here = "https://one.example/me";
        let owners = [
            owner(here, &[(AUTHORIZATION, "Basic YQ==")]),
            owner(here, &[(AUTHORIZATION, "Basic Yg==")]),
            owner(here, &[(COOKIE, "Basic YQ==")]),
            owner(here, &[(COOKIE, "a=1"), (COOKIE, "b=2")]),
            owner(here, &[(COOKIE, "a=1"), (COOKIE, "b=3")]),
            owner("https://two.example/me", &[(AUTHORIZATION, "Basic YQ==")]),
            Names::keyed(b"another secret!!").owner(&request(here, &[(AUTHORIZATION, "Basic YQ==")])).unwrap(),
        ];
        for (index, owner) in owners.iter().enumerate() {
            assert!(!owners[..index].contains(owner), "owner {index} has the name of another");
        }
        assert_eq!(owners[0], owner("https://one.example/me/tags?since=1", &[(AUTHORIZATION, "Basic YQ==")]));
        assert_eq!(names.owner(&request(here, &[])), None);
        assert_eq!(format!("{names:?}"), "Names(..)");
    }

    #[test]
    fn names_stay_the_same_between_versions() {
        let names = Names::keyed(b"0123456789abcdef");
        let request = request("https://one.example/me", &[(AUTHORIZATION, "Basic YQ==")]);
        let owner = names.owner(&request).unwrap();
        assert_eq!(owner.to_string(), "87ec0fbc84f4441279d3902c37042673");
        assert_eq!(names.key(&request).to_string(), "69d8e5a6b97f59eac9520d49d9c53922");
    }

    #[test]
    fn keys_differ_in_method_and_uri() {
        let names = Names::keyed(b"0123456789abcdef");
        let get = request("https://one.example/me", &[(AUTHORIZATION, "Basic YQ==")]);
        let mut post = get.clone();
        *post.method_mut() = http::Method::POST;
        let mut other = get.clone();
        *other.uri_mut() = "https://one.example/me?with_related_data=true".parse().unwrap();
        assert_eq!(names.key(&get), names.key(&get.clone()));
        assert_ne!(names.key(&get), names.key(&post));
        assert_ne!(names.key(&get), names.key(&other));
    }

    #[test]
    fn names_come_back_from_their_bytes() {
        let request = request("https://one.example/me", &[(AUTHORIZATION, "Basic YQ==")]);
        let (owner, key) = (OwnerId::of(&request, &[7; 16]).unwrap(), CacheKey::of(&request, &[7; 16]));
        assert_eq!((OwnerId::from_bytes(owner.to_bytes()), CacheKey::from_bytes(key.to_bytes())), (owner, key));
        assert_eq!(OwnerId::from_bytes(*b"0123456789abcdef").to_string(), "30313233343536373839616263646566");
    }
}
