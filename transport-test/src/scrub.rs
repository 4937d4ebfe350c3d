//! [`Scrubber`]: removes secrets from texts that people may see.

use std::borrow::Cow;
use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderMap, Method};
use serde_json::Value;

use crate::secrets::{Secrets, is_secret_header, is_secret_key, of_request, segments};

/// The text that replaces a secret.
pub(crate) const SCRUBBED: &str = "(scrubbed)";

/// The shortest secret that is looked for elsewhere. Shorter ones are scrubbed only where they are known to be secrets:
/// a password of three letters is part of many words.
const SHORTEST_SOUGHT: usize = 6;

/// The shortest run of hexadecimal digits that is scrubbed: API tokens have 32, hashes more.
const SHORTEST_HEX: usize = 32;

/// Removes secrets, and remembers those of requests in order to find them where they are repeated.
#[derive(Default)]
pub(crate) struct Scrubber {
    met: BTreeSet<String>,
}

impl Scrubber {
    /// Remembers the secrets of a request. It must be called before any part of the request, or of its response, is
    /// scrubbed.
    pub(crate) fn learn(&mut self, method: &Method, path: &str, headers: &HeaderMap, body: &[u8]) {
        for value in headers.get_all(AUTHORIZATION) {
            let encoded = value.to_str().ok().and_then(|value| value.strip_prefix("Basic "));
            let decoded = encoded.and_then(|encoded| STANDARD.decode(encoded).ok());
            let decoded = decoded.and_then(|decoded| String::from_utf8(decoded).ok()).unwrap_or_default();
            if let Some((user, password)) = decoded.split_once(':') {
                self.remember(user);
                // This password says that the user is a token.
                if password != "api_token" {
                    self.remember(password);
                }
            }
        }
        for value in headers.get_all(COOKIE) {
            for cookie in value.to_str().unwrap_or_default().split(';') {
                self.remember(cookie.split_once('=').map_or(cookie, |(_, value)| value));
            }
        }
        for (segment, secret) in segments(method, path) {
            if secret {
                self.remember(&percent_decoded(segment));
            }
        }
        if let Ok(body) = serde_json::from_slice(body) {
            self.learn_json(&body, of_request(method, path));
        }
    }

    fn learn_json(&mut self, value: &Value, secrets: Secrets) {
        match value {
            Value::String(text) if secrets == Secrets::All => self.remember(text),
            Value::Array(items) => items.iter().for_each(|item| self.learn_json(item, secrets)),
            Value::Object(fields) => {
                for (key, value) in fields {
                    self.learn_json(value, if secrets.has(key) { Secrets::All } else { secrets });
                }
            }
            _ => {}
        }
    }

    fn remember(&mut self, secret: &str) {
        let secret = secret.trim();
        if secret.len() >= SHORTEST_SOUGHT {
            self.met.insert(secret.to_owned());
        }
    }

    /// Returns the path without the values of variables that hold secrets.
    pub(crate) fn path(&self, method: &Method, path: &str) -> String {
        let scrubbed: Vec<Cow<'_, str>> = segments(method, path)
            .into_iter()
            .map(|(segment, secret)| match percent_decoded(segment) {
                _ if secret => Cow::Borrowed(SCRUBBED),
                decoded => match self.text(&decoded) {
                    same if same == decoded => Cow::Borrowed(segment),
                    scrubbed => Cow::Owned(scrubbed),
                },
            })
            .collect();
        scrubbed.join("/")
    }

    /// Returns the value of a query parameter, scrubbed.
    pub(crate) fn parameter(&self, name: &str, value: &str) -> String {
        // No operation of the core has a parameter with one of these two names.
        if is_secret_key(name) || matches!(name, "code" | "key") { SCRUBBED.to_owned() } else { self.text(value) }
    }

    /// Returns the value of a header, scrubbed; its name is in lower case.
    pub(crate) fn header(&self, name: &str, value: &[u8]) -> String {
        if is_secret_header(name) { SCRUBBED.to_owned() } else { self.text(&String::from_utf8_lossy(value)) }
    }

    /// Returns a JSON value, scrubbed.
    pub(crate) fn json(&self, value: &Value, secrets: Secrets) -> Value {
        match value {
            value if secrets == Secrets::All => blank(value),
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.iter().map(|item| self.json(item, secrets)).collect(),
            Value::Object(fields) => fields
                .iter()
                .map(|(key, value)| {
                    let value = if secrets.has(key) { blank(value) } else { self.json(value, secrets) };
                    (self.text(key), value)
                })
                .collect(),
            other => other.clone(),
        }
    }

    /// Returns a text that is not JSON, scrubbed, or `None` when it may contain secrets that cannot be recognised by
    /// their form.
    pub(crate) fn prose(&self, text: &str, secrets: Secrets) -> Option<String> {
        if secrets == Secrets::All {
            return Some(SCRUBBED.to_owned());
        }
        let broken_json = text.trim_start().starts_with(['{', '[']);
        (!broken_json && !names_a_secret(text)).then(|| self.text(text))
    }

    /// Returns a text without the secrets known so far, and without anything that looks like an e-mail address or a
    /// token.
    fn text(&self, text: &str) -> String {
        // The longest comes first, because one may be part of another.
        let mut met: Vec<&String> = self.met.iter().filter(|secret| text.contains(secret.as_str())).collect();
        met.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        let mut text = Cow::Borrowed(text);
        for secret in met {
            text = Cow::Owned(text.replace(secret.as_str(), SCRUBBED));
        }
        let mut scrubbed = String::with_capacity(text.len());
        for piece in text.split_inclusive(is_delimiter) {
            let word = piece.trim_end_matches(is_delimiter);
            if is_address(word) || is_json_web_token(word) {
                scrubbed.push_str(SCRUBBED);
            } else {
                push_without_hex(word, &mut scrubbed);
            }
            scrubbed.push_str(&piece[word.len()..]);
        }
        scrubbed
    }
}

/// Returns a value of the same shape without content: booleans and nulls stay.
fn blank(value: &Value) -> Value {
    match value {
        Value::String(text) if text.is_empty() => Value::String(String::new()),
        Value::String(_) => Value::String(SCRUBBED.to_owned()),
        Value::Number(_) => Value::from(0),
        Value::Array(items) => items.iter().map(blank).collect(),
        Value::Object(fields) => {
            // The keys may be as secret as the values.
            fields.values().enumerate().map(|(number, value)| (format!("{SCRUBBED} {number}"), blank(value))).collect()
        }
        Value::Null | Value::Bool(_) => value.clone(),
    }
}

/// Returns whether this character cannot be part of an e-mail address or a token.
fn is_delimiter(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "\"'`<>()[]{},;:/?&=\\|".contains(c)
}

fn is_address(word: &str) -> bool {
    let parts = word.split_once('@').or_else(|| word.split_once("%40"));
    parts.is_some_and(|(user, host)| !user.is_empty() && !host.is_empty())
}

/// Returns whether the word is a JSON web token, as a session cookie is; it begins with `{"` in base64.
fn is_json_web_token(word: &str) -> bool {
    word.starts_with("eyJ") && word.len() > 20
}

fn push_without_hex(word: &str, scrubbed: &mut String) {
    let mut rest = word;
    while let Some(start) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let length = rest[start..].find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(rest.len() - start);
        let end = start + length;
        scrubbed.push_str(&rest[..start]);
        scrubbed.push_str(if length >= SHORTEST_HEX { SCRUBBED } else { &rest[start..end] });
        rest = &rest[end..];
    }
    scrubbed.push_str(rest);
}

/// Returns whether a text contains the name of a secret with a value after it, as forms and logs do: `password=...`.
fn names_a_secret(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(['=', ':']) {
        let name = rest[..at].trim_end_matches(['"', '\'', ' ']);
        let start = name.rfind(is_delimiter).map_or(0, |at| at + 1);
        if name.get(start..).is_some_and(is_secret_key) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

/// Decodes a segment where the result is text.
fn percent_decoded(segment: &str) -> String {
    let form = segment.replace('+', "%2B");
    form_urlencoded::parse(form.as_bytes()).map(|(key, _)| key.into_owned()).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn scrub(text: &str) -> String {
        Scrubber::default().text(text)
    }

    #[test]
    fn addresses_and_tokens_are_found_in_any_text() {
        assert_eq!(scrub("to <ada.l+x@example.org>, please"), "to <(scrubbed)>, please");
        assert_eq!(scrub("https://x.example/?to=ada%40example.org&n=1"), "https://x.example/?to=(scrubbed)&n=1");
        assert_eq!(scrub("token 0123456789abcdefABCDEF0123456789!"), "token (scrubbed)!");
        assert_eq!(scrub("é0123456789abcdef0123456789abcdef01é"), "é(scrubbed)é");
        assert_eq!(scrub("sid=eyJhbGciOiJIUzI1NiJ9.e30.abc"), "sid=(scrubbed)");
        assert_eq!(scrub("möwe@häfen.example"), SCRUBBED);
    }

    #[test]
    fn an_unknown_path_keeps_only_words_and_numbers() {
        let scrubbed = |path| Scrubber::default().path(&Method::POST, path);
        let known = "/api/v9/workspaces/31/time_entries/4100900001/stop";
        assert_eq!(scrubbed(known), known);
        assert_eq!(scrubbed("/api/v9/invitations/Xk3-9/accept"), "/api/v9/invitations/(scrubbed)/accept");
        assert_eq!(scrubbed("/api/v9/reset_tokens/melon/use"), "/api/v9/reset_tokens/(scrubbed)/use");
        assert_eq!(scrubbed("/api/v9/me/shoes/a%40b.example"), "/api/v9/me/shoes/(scrubbed)");
        assert_eq!(Scrubber::default().parameter("code", "melon"), SCRUBBED);
    }

    #[test]
    fn other_texts_are_unchanged() {
        for text in ["", "me @ home", "0123456789abcdef0123456789abcde", "2024-03-17T10:55:38+00:00", "#0b83d9", "eyJ"]
        {
            assert_eq!(scrub(text), text);
        }
    }

    #[test]
    fn values_of_secret_keys_are_blanked_at_any_depth() {
        let body = json!({
            "api_token": "x", "Password": "y", "has_password": true, "openid_email": null, "email": "",
            "feature_code": "feature", "user": [{ "sessionToken": 17, "emails": ["a", { "b": "c" }], "intercom_hash": "z" }],
            "reset": { "code": "123", "password": "p" }, "ada@example.org": 1, "fullname": "Ada"
        });
        let expected = json!({
            "api_token": SCRUBBED, "Password": SCRUBBED, "has_password": true, "openid_email": null, "email": "",
            "feature_code": "feature",
            "user": [{ "sessionToken": 0, "emails": [SCRUBBED, { "(scrubbed) 0": SCRUBBED }], "intercom_hash": SCRUBBED }],
            "reset": { "code": SCRUBBED, "password": SCRUBBED }, "(scrubbed)": 1, "fullname": "Ada"
        });
        assert_eq!(Scrubber::default().json(&body, Secrets::Of(&["code"])), expected);
    }

    #[test]
    fn secrets_of_requests_are_found_where_repeated() {
        let mut headers = HeaderMap::new();
        let basic = format!("Basic {}", STANDARD.encode("nobody:correct horse"));
        headers.insert(AUTHORIZATION, basic.parse().unwrap());
        headers.insert(COOKIE, "a=first-cookie; b=second-cookie".parse().unwrap());
        let mut scrubber = Scrubber::default();
        scrubber.learn(
            &Method::GET,
            "/me/lost_passwords/a-code-of-length",
            &headers,
            br#"{"a":[{"password":["battery staple"]}]}"#,
        );
        for secret in ["nobody", "correct horse", "first-cookie", "second-cookie", "battery staple", "a-code-of-length"]
        {
            assert_eq!(scrubber.text(&format!("it was {secret}!")), "it was (scrubbed)!");
        }
    }

    #[test]
    fn secret_variables_are_removed_from_paths() {
        let path = |method, path| Scrubber::default().path(&method, path);
        assert_eq!(path(Method::GET, "/api/v9/me/lost_passwords/abc"), "/api/v9/me/lost_passwords/(scrubbed)");
        assert_eq!(path(Method::POST, "/api/v9/me/lost_passwords/confirm"), "/api/v9/me/lost_passwords/confirm");
        assert_eq!(path(Method::POST, "/me/disable_weekly_report/abc"), "/me/disable_weekly_report/(scrubbed)");
        assert_eq!(path(Method::GET, "/me/export/data/abc.zip"), "/me/export/data/(scrubbed)");
        assert_eq!(path(Method::GET, "/me/time_entries/17"), "/me/time_entries/17");
        let preferences = path(Method::GET, "/x/ada%40example.org/me/preferences/a%2Fb");
        assert_eq!(preferences, "/x/(scrubbed)/me/preferences/a%2Fb");
    }

    #[test]
    fn prose_that_may_contain_secrets_is_not_kept() {
        let prose = |text| Scrubber::default().prose(text, Secrets::Of(&[]));
        assert_eq!(prose("Current password is not valid"), Some("Current password is not valid".to_owned()));
        assert_eq!(prose("<html>502</html>"), Some("<html>502</html>".to_owned()));
        for text in ["a=1&password=hunter2", "Password : hunter2", "{\"api_token\":\"x", "'api_token': x"] {
            assert_eq!(prose(text), None, "{text}");
        }
    }
}
