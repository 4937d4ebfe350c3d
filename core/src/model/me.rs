use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Client, wire};
use crate::secret::Secret;

/// The user whose credentials were sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Me {
    /// The user's id.
    #[serde(deserialize_with = "wire::null_default")]
    pub id: i64,
    /// The API token, which is as good as the password. Some answers leave it out. Never serialised.
    #[serde(skip_serializing)]
    pub api_token: Option<Secret>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The clients, where related data was asked for.
    #[serde(deserialize_with = "wire::null_default")]
    pub clients: Vec<Client>,
    /// Settings of Toggl's own apps.
    #[serde(deserialize_with = "wire::object")]
    pub options: Map<String, Value>,
    /// When.
    #[serde(deserialize_with = "wire::timestamp")]
    pub at: Option<Timestamp>,
}
