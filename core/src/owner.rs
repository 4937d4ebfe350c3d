//! [`Owner`]: whose request it is, without saying who. What the layers keep apart by.
//!
//! # Why a keyed hash, and why this one
//!
//! What is kept for a user must be found again without keeping the credential: a store may be a directory, and names of
//! files end up in listings, backups and logs. A plain hash would not do. The `Authorization` value of a user who logs
//! in with a password can be guessed from the hash by whoever tries a list of passwords. So the hash is keyed with the
//! [secret](crate::Store::secret) of the store: 16 random bytes, made once, kept with the answers and guarded like
//! them. Without the secret a name tells nothing; with it, the same user has the same name in every process. Who can
//! read the secret can read the answers beside it, the API token in the answer of `GET /me` among them, and can try
//! passwords; an API token, which is random, cannot be guessed either way.
//!
//! SipHash-2-4 with 128 bits is made for that: a keyed function whose values cannot be foretold, so nobody can make up a
//! credential that meets another user's answers. It is one small crate without dependencies, against nine for `sha2`.
//! The standard library's hashers have 64 bits and may change with the compiler, which names on a disk must not.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::Mutex;

use http::header::{AUTHORIZATION, COOKIE};
use http::uri::Authority;
use http::{HeaderName, HeaderValue, Request};
use siphasher::sip128::{Hasher128 as _, SipHasher24};

use crate::lock::lock;

/// Whose request it is: a hash, keyed with the secret of a store, of the credential and the server that it is sent to.
///
/// `Display` writes 32 hexadecimal digits, which can name a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner(u128);

impl Owner {
    /// The owner of `request` in the store with that secret; `None` for a request without credentials.
    pub fn of(request: &Request<Vec<u8>>, secret: &[u8; 16]) -> Option<Owner> {
        Names::keyed(secret).owner(request)
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Which answer it is: whose, and a hash of the method and the URI that were asked for, keyed as [`Owner`] is.
///
/// `Display` writes the hash of method and URI alone, as 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    owner: Owner,
    request: u128,
}

impl Key {
    /// The key of the answer to `request` in the store with that secret; `None` for a request without credentials.
    pub fn of(request: &Request<Vec<u8>>, secret: &[u8; 16]) -> Option<Key> {
        let names = Names::keyed(secret);
        Some(names.key(names.owner(request)?, request))
    }

    /// Whose answer it is.
    pub fn owner(&self) -> Owner {
        self.owner
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.request)
    }
}

/// Gives owners and requests their names.
pub(crate) struct Names {
    hasher: SipHasher24,
    /// Most programs have one user, and comparing is cheaper than hashing.
    last: Mutex<Option<Last>>,
}

/// An owner, and what the name was made of. It stays in memory, and no `Debug` shows it.
struct Last {
    credentials: Vec<(HeaderName, HeaderValue)>,
    authority: Option<Authority>,
    owner: Owner,
}

impl Names {
    pub(crate) fn keyed(secret: &[u8; 16]) -> Self {
        Names { hasher: SipHasher24::new_with_key(secret), last: Mutex::default() }
    }

    /// For names that stay in this process and are never kept.
    pub(crate) fn random() -> Self {
        Names { hasher: SipHasher24::new_with_keys(random(), random()), last: Mutex::default() }
    }

    /// `None` for a request without credentials: it is nobody's.
    pub(crate) fn owner(&self, request: &Request<Vec<u8>>) -> Option<Owner> {
        let credentials = || request.headers().iter().filter(|(name, _)| *name == AUTHORIZATION || *name == COOKIE);
        let authority = request.uri().authority();
        let mut last = lock(&self.last);
        if let Some(last) = &*last {
            let same = last.credentials.iter().map(|(name, value)| (name, value)).eq(credentials());
            if same && last.authority.as_ref().map(Authority::as_str) == authority.map(Authority::as_str) {
                return Some(last.owner);
            }
        }
        // Never kept as the last one's, which has credentials.
        credentials().next()?;
        let mut hasher = self.hasher;
        for (name, value) in credentials() {
            part(&mut hasher, name.as_str().as_bytes());
            part(&mut hasher, value.as_bytes());
        }
        part(&mut hasher, authority.map_or("", Authority::as_str).as_bytes());
        let owner = Owner(hasher.finish128().as_u128());
        *last = Some(Last {
            credentials: credentials().map(|(name, value)| (name.clone(), value.clone())).collect(),
            authority: authority.cloned(),
            owner,
        });
        Some(owner)
    }

    pub(crate) fn key(&self, owner: Owner, request: &Request<Vec<u8>>) -> Key {
        let uri = request.uri();
        let mut hasher = self.hasher;
        part(&mut hasher, request.method().as_str().as_bytes());
        part(&mut hasher, uri.scheme_str().unwrap_or_default().as_bytes());
        part(&mut hasher, uri.authority().map_or("", Authority::as_str).as_bytes());
        part(&mut hasher, uri.path_and_query().map_or("", |path| path.as_str()).as_bytes());
        Key { owner, request: hasher.finish128().as_u128() }
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Names(..)")
    }
}

/// With its length, so that two parts never read as another two.
fn part(hasher: &mut SipHasher24, bytes: &[u8]) {
    hasher.write(&(bytes.len() as u64).to_le_bytes());
    hasher.write(bytes);
}

/// From the only source of randomness that the standard library has.
pub(crate) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
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
    }

    #[test]
    fn names_stay_the_same_between_versions() {
        let names = Names::keyed(b"0123456789abcdef");
        let request = request("https://one.example/me", &[(AUTHORIZATION, "Basic YQ==")]);
        let owner = names.owner(&request).unwrap();
        assert_eq!(owner.to_string(), "87ec0fbc84f4441279d3902c37042673");
        assert_eq!(names.key(owner, &request).to_string(), "69d8e5a6b97f59eac9520d49d9c53922");
    }

    #[test]
    fn keys_differ_in_method_and_uri() {
        let names = Names::random();
        let get = request("https://one.example/me", &[(AUTHORIZATION, "Basic YQ==")]);
        let owner = names.owner(&get).unwrap();
        let mut post = get.clone();
        *post.method_mut() = http::Method::POST;
        let mut other = get.clone();
        *other.uri_mut() = "https://one.example/me?with_related_data=true".parse().unwrap();
        assert_eq!(names.key(owner, &get), names.key(owner, &get.clone()));
        assert_ne!(names.key(owner, &get), names.key(owner, &post));
        assert_ne!(names.key(owner, &get), names.key(owner, &other));
    }
}
