//! [`Secret`]: a text that is shown only on request.

use std::fmt;

use serde::{Deserialize, Deserializer, Serializer};
use zeroize::Zeroizing;

/// A secret text, such as a password or an API token.
///
/// Its `Debug` shows nothing of it, it has neither `Display` nor `Serialize`, and its memory is wiped when it is
/// dropped. [`expose`](Secret::expose) returns the text. The copies that a request has to carry cannot be wiped: the
/// `Authorization` value and the bytes of a body belong to the HTTP stack once they are sent.
///
/// ```
/// use toggl_me_core::Secret;
///
/// let token = Secret::from("6f1d0e2b");
/// assert_eq!(format!("{token:?}"), "Secret(..)");
/// assert_eq!(token.expose(), "6f1d0e2b");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Returns the text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Secret(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Secret::from)
    }
}

/// Serializes a secret for the few request fields that have to carry one to the server. It is for `serialize_with` on a
/// `Secret` or an `Option<Secret>`.
pub(crate) fn exposed<'a, S: Serializer>(
    secret: impl Into<Option<&'a Secret>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match secret.into() {
        Some(secret) => serializer.serialize_str(secret.expose()),
        None => serializer.serialize_none(),
    }
}

/// What a `Debug` shows of the field `name`: all of it, but of an e-mail address, which is half of a credential, no more
/// than that it is there.
pub(crate) fn shown<'a, T: fmt::Debug + Default + PartialEq>(name: &str, field: &'a T) -> &'a dyn fmt::Debug {
    if name.ends_with("email") && *field != T::default() { &Hidden } else { field }
}

struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_secret_is_shown() {
        #[derive(Debug)]
        #[expect(dead_code, reason = "the derived Debug reads it")]
        struct Holder(Option<Secret>);

        assert_eq!(format!("{:?}", Holder(Some(Secret::from("marked")))), "Holder(Some(Secret(..)))");
        assert_eq!(format!("{:#?}", Secret::from(String::from("marked"))), "Secret(..)");
    }

    #[test]
    fn debug_shows_only_that_an_address_is_there() {
        let shown = |name, address: Option<&str>| format!("{:?}", shown(name, &address));
        assert_eq!(shown("email", Some("ann@example.org")), "..");
        assert_eq!(shown("contact_email", None), "None");
        assert_eq!(shown("fullname", Some("Ann")), "Some(\"Ann\")");
    }

    /// The contents of memory after a drop cannot be inspected without `unsafe`, so this test checks the type: zeroize
    /// promises that a `ZeroizeOnDrop` is overwritten over its whole capacity, with writes that no compiler removes.
    #[test]
    fn a_secret_is_wiped_when_it_is_dropped() {
        fn is_wiped<T: zeroize::ZeroizeOnDrop>(_: &T) {}

        is_wiped(&Secret::from("marked").0);
        let Secret(mut text) = Secret::from("marked");
        zeroize::Zeroize::zeroize(&mut text);
        assert!(text.is_empty());
    }

    #[test]
    fn a_secret_is_decoded_from_json_without_loss() {
        let secret: Secret = serde_json::from_str(r#""a\"\u00e4""#).unwrap();
        assert_eq!(secret.expose(), "a\"ä");
        assert_eq!(secret, Secret::from("a\"ä"));
        assert_ne!(secret, Secret::default());
    }
}
