use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{IntegrationProvider, wire};

/// A customer for whom projects are done, of a workspace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, remote = "Self")]
#[non_exhaustive]
pub struct Client {
    /// The client's id.
    #[serde(deserialize_with = "wire::null_default")]
    pub id: i64,
    /// The workspace that it belongs to. The server calls it `wid`.
    pub workspace_id: Option<i64>,
    /// Its name.
    pub name: Option<String>,
    /// Whether it is archived.
    pub archived: Option<bool>,
    /// When it was last changed.
    #[serde(deserialize_with = "wire::timestamp")]
    pub at: Option<Timestamp>,
    /// The user who created it.
    pub creator_id: Option<i64>,
    /// When it was deleted; only `since` brings deleted ones.
    #[serde(deserialize_with = "wire::timestamp")]
    pub server_deleted_at: Option<Timestamp>,
    /// Notes about it.
    pub notes: Option<String>,
    /// What the user may do with it.
    #[serde(deserialize_with = "wire::texts")]
    pub permissions: Vec<String>,
    /// Its id in a system of the workspace's own.
    pub external_reference: Option<String>,
    /// Its id in the integrated system.
    pub integration_ext_id: Option<String>,
    /// What it is in the integrated system.
    pub integration_ext_type: Option<String>,
    /// The integrated system.
    pub integration_provider: Option<IntegrationProvider>,
    /// How many there are in all, where the server pages; 0 elsewhere.
    pub total_count: Option<i64>,
    #[serde(skip_serializing)]
    wid: Option<i64>,
}

impl Serialize for Client {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Client::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Client {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut client = Client::deserialize(deserializer)?;
        let legacy = client.wid.take();
        client.workspace_id = client.workspace_id.or(legacy);
        Ok(client)
    }
}
