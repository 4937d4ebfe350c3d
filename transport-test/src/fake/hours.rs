//! The hour in which a call counts: the user's, an organization's, or nobody's.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use toggl_me_core::endpoint::{Bucket, EndpointInfo};

use super::call::Call;
use super::response::{FakeResponse, Refusal};
use super::state::State;

/// The hour in which a call counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Hour {
    #[default]
    Nobody,
    User,
    /// The hour of the account's organization at this place.
    Organization(usize),
}

impl State {
    /// Finds the hour in which a call counts. Refuses the call with 403 if it names a workspace or an organization that
    /// is not the user's.
    pub(super) fn hour(&self, user: usize, endpoint: &EndpointInfo, call: &Call) -> Result<Hour, Refusal> {
        let named = |variable: &str| call.variable(endpoint, variable).map(|id| id.parse::<i64>().unwrap_or_default());
        let account = &self.accounts[user];
        let organization = match (endpoint.bucket, named("workspace_id"), named("organization_id")) {
            (Bucket::User, ..) => return Ok(Hour::User),
            (Bucket::Organization, Some(id), _) => {
                let workspace = account.workspaces.iter().find(|workspace| workspace.id == id);
                workspace.map(|workspace| workspace.organization_id())
            }
            (Bucket::Organization, None, Some(id)) => Some(id),
            _ => return Ok(Hour::Nobody),
        };
        let known = account.organizations.iter().position(|known| Some(known.id) == organization);
        known
            .map(Hour::Organization)
            .ok_or_else(|| FakeResponse::refused(StatusCode::FORBIDDEN, "User does not have access to this resource."))
    }

    /// Counts a call, or refuses it if the hour's calls are used up.
    pub(super) fn count(&mut self, user: usize, hour: Hour, now: Duration) -> Result<(), Refusal> {
        let account = &mut self.accounts[user];
        match hour {
            Hour::Nobody => Ok(()),
            Hour::User => self.limits.count(&mut account.calls, now),
            Hour::Organization(place) => {
                let organization = &mut account.organizations[place];
                self.limits.of_organization(organization.total()).count(&mut organization.calls, now)
            }
        }
    }

    /// Writes the headers that report the hour.
    pub(super) fn describe(&mut self, user: usize, hour: Hour, now: Duration, headers: &mut HeaderMap) {
        let account = &mut self.accounts[user];
        match hour {
            Hour::Nobody => {}
            Hour::User => self.limits.describe(&mut account.calls, now, headers),
            Hour::Organization(place) => {
                let organization = &mut account.organizations[place];
                self.limits.of_organization(organization.total()).describe(&mut organization.calls, now, headers);
            }
        }
    }
}
