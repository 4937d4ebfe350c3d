//! PUT /me: <https://engineering.toggl.com/docs/api/me#put-me>

use std::fmt;

use http::Method;
use serde::Serialize;

use crate::codec::{self, Failure};
use crate::endpoint::{Endpoint, EndpointExt, json_body};
use crate::error::{ApiError, BuildError};
use crate::model::Me;
use crate::secret::{self, Secret, shown};

/// Changes the user's details: those that are set, and no others.
///
/// # What the server does
///
/// - The response is the user, without related data.
/// - A change of password needs both [`password`](UpdateMe::password) and
///   [`current_password`](UpdateMe::current_password). Credentials made of the old password or e-mail address are
///   refused from then on.
///
/// # Errors
///
/// - The server refuses with 403, or with 400 and one of the texts of [`UpdateMeRefusal`].
/// - The body must be an object with an `id`; anything else is a [`DecodeError`](crate::DecodeError).
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct UpdateMe {
    /// The first day of the week, 0 (Sunday) to 6 (Saturday).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beginning_of_week: Option<u8>,
    /// The id of the country, in Toggl's numbering.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_id: Option<i64>,
    /// The password to be replaced.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "secret::exposed")]
    pub current_password: Option<Secret>,
    /// The id of the workspace that is used where none is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_workspace_id: Option<i64>,
    /// The new e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The new full name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fullname: Option<String>,
    /// The new password, of 6 characters or more.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "secret::exposed")]
    pub password: Option<Secret>,
    /// The time zone, by its IANA name: `Europe/Tallinn`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
}

impl UpdateMe {
    /// Creates a request that changes nothing yet.
    pub fn new() -> Self {
        UpdateMe::default()
    }

    /// Sets the first day of the week, 0 (Sunday) to 6 (Saturday).
    #[must_use]
    pub fn beginning_of_week(mut self, day: u8) -> Self {
        self.beginning_of_week = Some(day);
        self
    }

    /// Sets the country, by its id in Toggl's numbering.
    #[must_use]
    pub fn country_id(mut self, id: i64) -> Self {
        self.country_id = Some(id);
        self
    }

    /// Sets the workspace that is used where none is named, by its id.
    #[must_use]
    pub fn default_workspace_id(mut self, id: i64) -> Self {
        self.default_workspace_id = Some(id);
        self
    }

    /// Sets the e-mail address.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }

    /// Sets the full name.
    #[must_use]
    pub fn fullname(mut self, name: impl Into<String>) -> Self {
        self.fullname = Some(name.into());
        self
    }

    /// Changes the password from `current` to `new`, which has 6 characters or more.
    #[must_use]
    pub fn password(mut self, current: impl Into<Secret>, new: impl Into<Secret>) -> Self {
        self.current_password = Some(current.into());
        self.password = Some(new.into());
        self
    }

    /// Sets the time zone, by its IANA name: `Europe/Tallinn`.
    #[must_use]
    pub fn timezone(mut self, name: impl Into<String>) -> Self {
        self.timezone = Some(name.into());
        self
    }
}

impl fmt::Debug for UpdateMe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpdateMe")
            .field("beginning_of_week", &self.beginning_of_week)
            .field("country_id", &self.country_id)
            .field("current_password", &self.current_password)
            .field("default_workspace_id", &self.default_workspace_id)
            .field("email", shown("email", &self.email))
            .field("fullname", &self.fullname)
            .field("password", &self.password)
            .field("timezone", &self.timezone)
            .finish()
    }
}

impl Endpoint for UpdateMe {
    const METHOD: Method = Method::PUT;
    const PATH: &'static str = "me";
    const CARRIES_SECRET: bool = true;
    type Response = Me;

    fn body(&self) -> Result<Vec<u8>, BuildError> {
        if self.beginning_of_week.is_some_and(|day| day > 6) {
            return Err(BuildError::parameter("beginning_of_week", "is not from 0 (Sunday) to 6 (Saturday)"));
        }
        json_body(self)
    }

    #[inline]
    fn decode(body: &[u8]) -> Result<Me, Failure> {
        codec::object(body)
    }
}

/// The reason why the server refused an [`UpdateMe`] with 400. Each variant stands for one of the documented texts.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UpdateMeRefusal {
    /// "Current password is not valid"
    WrongCurrentPassword,
    /// "Current password must be present to change password"
    MissingCurrentPassword,
    /// "Invalid beginning_of_week"
    InvalidBeginningOfWeek,
    /// "Invalid country_id"
    InvalidCountryId,
    /// "Invalid default_workspace_id"
    InvalidDefaultWorkspaceId,
    /// "Invalid email"
    InvalidEmail,
    /// "Invalid fullname"
    InvalidFullname,
    /// "Invalid timezone"
    InvalidTimezone,
    /// "Password should be at least 6 characters"
    PasswordTooShort,
    /// "user with this email already exists"
    EmailTaken,
    /// A text that is not documented; empty when the response had none.
    Other(String),
}

impl UpdateMeRefusal {
    /// Returns the reason from an error, or `None` when the error is not a 400 of [`UpdateMe`].
    pub fn of(error: &ApiError) -> Option<Self> {
        if error.endpoint() != UpdateMe::INFO || error.status() != http::StatusCode::BAD_REQUEST {
            return None;
        }
        Some(match error.message().unwrap_or_default() {
            "Current password is not valid" => UpdateMeRefusal::WrongCurrentPassword,
            "Current password must be present to change password" => UpdateMeRefusal::MissingCurrentPassword,
            "Invalid beginning_of_week" => UpdateMeRefusal::InvalidBeginningOfWeek,
            "Invalid country_id" => UpdateMeRefusal::InvalidCountryId,
            "Invalid default_workspace_id" => UpdateMeRefusal::InvalidDefaultWorkspaceId,
            "Invalid email" => UpdateMeRefusal::InvalidEmail,
            "Invalid fullname" => UpdateMeRefusal::InvalidFullname,
            "Invalid timezone" => UpdateMeRefusal::InvalidTimezone,
            "Password should be at least 6 characters" => UpdateMeRefusal::PasswordTooShort,
            "user with this email already exists" => UpdateMeRefusal::EmailTaken,
            other => UpdateMeRefusal::Other(other.to_owned()),
        })
    }
}

/// Without the server's own words, which may tell of the address or the password.
impl fmt::Debug for UpdateMeRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            UpdateMeRefusal::WrongCurrentPassword => "WrongCurrentPassword",
            UpdateMeRefusal::MissingCurrentPassword => "MissingCurrentPassword",
            UpdateMeRefusal::InvalidBeginningOfWeek => "InvalidBeginningOfWeek",
            UpdateMeRefusal::InvalidCountryId => "InvalidCountryId",
            UpdateMeRefusal::InvalidDefaultWorkspaceId => "InvalidDefaultWorkspaceId",
            UpdateMeRefusal::InvalidEmail => "InvalidEmail",
            UpdateMeRefusal::InvalidFullname => "InvalidFullname",
            UpdateMeRefusal::InvalidTimezone => "InvalidTimezone",
            UpdateMeRefusal::PasswordTooShort => "PasswordTooShort",
            UpdateMeRefusal::EmailTaken => "EmailTaken",
            UpdateMeRefusal::Other(_) => "Other(..)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiErrorKind;
    use crate::me::testing::{assert_request, parse, refusal};

    #[test]
    fn only_details_that_are_set_are_sent() {
        assert_request(&UpdateMe::new(), "PUT /me", "{}");
        assert_request(&UpdateMe::new().fullname("Ann \"A\" Lee"), "PUT /me", r#"{"fullname":"Ann \"A\" Lee"}"#);
        let everything = UpdateMe::new()
            .beginning_of_week(6)
            .country_id(73)
            .default_workspace_id(3_000_000_017)
            .email("ann@example.org")
            .fullname("Ann Lee")
            .password("old one", "new one")
            .timezone("Europe/Tallinn");
        assert_request(
            &everything,
            "PUT /me",
            concat!(
                r#"{"beginning_of_week":6,"country_id":73,"current_password":"old one","#,
                r#""default_workspace_id":3000000017,"email":"ann@example.org","fullname":"Ann Lee","#,
                r#""password":"new one","timezone":"Europe/Tallinn"}"#,
            ),
        );
    }

    #[test]
    fn a_day_after_saturday_is_refused_before_sending() {
        let error = UpdateMe::new().beginning_of_week(7).body().unwrap_err();
        assert_eq!(error.to_string(), "beginning_of_week is not from 0 (Sunday) to 6 (Saturday)");
    }

    #[test]
    fn debug_shows_neither_password_nor_address() {
        let update = UpdateMe::new().password("old-marked", "new-marked").email("marked@example.org").fullname("Ann");
        let shown = format!("{update:?}");
        assert!(!shown.contains("marked") && shown.contains("email: .., fullname: Some(\"Ann\")"), "{shown}");
    }

    #[test]
    fn the_user_is_decoded() {
        let me = parse::<UpdateMe>(200, r#"{"id":41,"email":"ann@example.org","openid_email":null}"#).unwrap();
        assert_eq!((me.id, me.email.as_deref()), (41, Some("ann@example.org")));
    }

    #[test]
    fn every_documented_refusal_is_typed() {
        let documented = [
            ("Current password is not valid", UpdateMeRefusal::WrongCurrentPassword),
            ("Current password must be present to change password", UpdateMeRefusal::MissingCurrentPassword),
            ("Invalid beginning_of_week", UpdateMeRefusal::InvalidBeginningOfWeek),
            ("Invalid country_id", UpdateMeRefusal::InvalidCountryId),
            ("Invalid default_workspace_id", UpdateMeRefusal::InvalidDefaultWorkspaceId),
            ("Invalid email", UpdateMeRefusal::InvalidEmail),
            ("Invalid fullname", UpdateMeRefusal::InvalidFullname),
            ("Invalid timezone", UpdateMeRefusal::InvalidTimezone),
            ("Password should be at least 6 characters", UpdateMeRefusal::PasswordTooShort),
            ("user with this email already exists", UpdateMeRefusal::EmailTaken),
            ("Invalid shoe size", UpdateMeRefusal::Other("Invalid shoe size".to_owned())),
        ];
        for (text, expected) in documented {
            for body in [format!("\"{text}\"\n"), text.to_owned(), format!(r#"{{"error_message":"{text}"}}"#)] {
                let error = refusal::<UpdateMe>(400, &body);
                assert_eq!(error.kind(), ApiErrorKind::Invalid);
                assert_eq!(UpdateMeRefusal::of(&error), Some(expected.clone()), "{body}");
                assert!(!format!("{expected:?}").contains(' '), "{expected:?} quotes nothing");
            }
        }
        assert_eq!(UpdateMeRefusal::of(&refusal::<UpdateMe>(400, "")), Some(UpdateMeRefusal::Other(String::new())));
    }

    #[test]
    fn other_errors_have_no_reason() {
        let forbidden = refusal::<UpdateMe>(403, r#""User does not have access to this resource.""#);
        assert_eq!(forbidden.kind(), ApiErrorKind::Forbidden);
        assert_eq!(UpdateMeRefusal::of(&forbidden), None);
        let elsewhere = refusal::<crate::me::GetMe>(400, r#""Invalid email""#);
        assert_eq!(UpdateMeRefusal::of(&elsewhere), None);
    }
}
