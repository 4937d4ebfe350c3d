//! `/workspaces/{workspace_id}/time_entries`: the operations that start, stop, change and delete a time entry. They are
//! not below `/me`, but programs that use `/me` call them too.

use http::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use toggl_me_core::codec::Failure;
use toggl_me_core::{
    Endpoint,
    endpoint::{Bucket, EndpointInfo},
};

use crate::fake::account::Account;
use crate::fake::call::{Call, Fields, not_json};
use crate::fake::entries::TimeEntry;
use crate::fake::item::{Ids, Item, Kind, Link};
use crate::fake::projects::Project;
use crate::fake::response::{FakeResponse, Refusal};
use crate::fake::tags::Tag;

/// An operation, by its place in [`OPERATIONS`]. It only describes the operation: callers build their own requests.
struct Operation<const PLACE: usize>;

const START: usize = 0;
const CHANGE: usize = 1;
const DELETE: usize = 2;
const STOP: usize = 3;

impl<const PLACE: usize> Endpoint for Operation<PLACE> {
    const METHOD: Method = match PLACE {
        START => Method::POST,
        CHANGE => Method::PUT,
        DELETE => Method::DELETE,
        _ => Method::PATCH,
    };
    const PATH: &'static str = match PLACE {
        START => "workspaces/{workspace_id}/time_entries",
        CHANGE | DELETE => "workspaces/{workspace_id}/time_entries/{time_entry_id}",
        _ => "workspaces/{workspace_id}/time_entries/{time_entry_id}/stop",
    };
    const BUCKET: Bucket = Bucket::Organization;
    type Response = ();

    fn decode(_: &[u8]) -> Result<(), Failure> {
        Ok(())
    }
}

/// The operations.
pub(in crate::fake) static OPERATIONS: [EndpointInfo; 4] = [
    EndpointInfo::of::<Operation<START>>(),
    EndpointInfo::of::<Operation<CHANGE>>(),
    EndpointInfo::of::<Operation<DELETE>>(),
    EndpointInfo::of::<Operation<STOP>>(),
];

impl Account {
    /// Adds a time entry. A running one stops the one that ran before.
    pub(super) fn start_entry(&mut self, call: &Call, ids: &mut Ids) -> Result<FakeResponse, Refusal> {
        let workspace = self.named_workspace(&OPERATIONS[START], call)?;
        let fields = call.body()?;
        if fields.text("created_with")?.is_none_or(str::is_empty) {
            return Err(FakeResponse::invalid("created_with needs to be provided"));
        }
        if fields.number("workspace_id")?.or(fields.number("wid")?).is_none() {
            return Err(FakeResponse::invalid("wid is required for time entry creation"));
        }
        if fields.text("start")?.is_none() {
            return Err(FakeResponse::invalid("start is required for time entry creation"));
        }
        if fields.number("duration")?.is_none() && fields.text("stop")?.is_none() {
            return Err(FakeResponse::invalid("duration is required for time entry creation"));
        }
        let mut entry = TimeEntry::running("", call.now);
        entry.item.workspace = Some(workspace);
        let new_tags = self.apply(&fields, &mut entry, call)?;
        entry.item.id = ids.next(Kind::TimeEntry);
        self.add_tags(new_tags, &mut entry, call, ids);
        if entry.stop.is_none() {
            self.stop_running(call.now);
        }
        let json = entry.json(self);
        self.entries.push(entry);
        Ok(FakeResponse::json(json))
    }

    pub(super) fn change_entry(&mut self, call: &Call, ids: &mut Ids) -> Result<FakeResponse, Refusal> {
        let place = self.named_entry(&OPERATIONS[CHANGE], call)?;
        let mut entry = self.entries[place].clone();
        let new_tags = self.apply(&call.body()?, &mut entry, call)?;
        self.add_tags(new_tags, &mut entry, call, ids);
        if entry.stop.is_none() && self.entries[place].stop.is_some() {
            self.stop_running(call.now);
        }
        let json = entry.json(self);
        self.entries[place] = entry;
        Ok(FakeResponse::json(json))
    }

    pub(super) fn delete_entry(&mut self, call: &Call) -> Result<FakeResponse, Refusal> {
        let place = self.named_entry(&OPERATIONS[DELETE], call)?;
        let item = &mut self.entries[place].item;
        (item.deleted, item.changed) = (Some(call.now), Some(call.now));
        Ok(FakeResponse::empty(StatusCode::OK))
    }

    pub(super) fn stop_entry(&mut self, call: &Call) -> Result<FakeResponse, Refusal> {
        let place = self.named_entry(&OPERATIONS[STOP], call)?;
        let entry = &mut self.entries[place];
        if entry.stop.is_some() {
            return Err(FakeResponse::refused(StatusCode::CONFLICT, "Time entry already stopped"));
        }
        stop(entry, call.now);
        Ok(FakeResponse::json(self.entries[place].json(self)))
    }

    /// Returns the workspace that the path names.
    fn named_workspace(&self, endpoint: &EndpointInfo, call: &Call) -> Result<Link, Refusal> {
        let id = call.variable(endpoint, "workspace_id").and_then(|id| id.parse().ok());
        let workspace = self.workspaces.iter().find(|workspace| Some(workspace.id) == id);
        let workspace = workspace.map(|workspace| Link { name: workspace.name.clone(), id: workspace.id });
        workspace
            .ok_or_else(|| FakeResponse::refused(StatusCode::FORBIDDEN, "User does not have access to this resource."))
    }

    /// Returns the place of the time entry that the path names.
    fn named_entry(&self, endpoint: &EndpointInfo, call: &Call) -> Result<usize, Refusal> {
        let workspace = self.named_workspace(endpoint, call)?;
        let id = call.variable(endpoint, "time_entry_id").and_then(|id| id.parse().ok());
        let is_meant = |entry: &TimeEntry| {
            Some(entry.item.id) == id && entry.item.workspace_id() == workspace.id && entry.item.deleted.is_none()
        };
        let place = self.entries.iter().position(is_meant);
        place.ok_or_else(|| FakeResponse::refused(StatusCode::NOT_FOUND, "Time entry not found"))
    }

    pub(in crate::fake) fn stop_running(&mut self, now: Timestamp) {
        let running = self.entries.iter_mut().filter(|entry| entry.stop.is_none() && entry.item.deleted.is_none());
        running.for_each(|entry| stop(entry, now));
    }

    /// Applies to `entry` what a body sets, or refuses all of it. Returns the names of tags that the workspace does not
    /// have.
    fn apply(&self, fields: &Fields, entry: &mut TimeEntry, call: &Call) -> Result<Vec<String>, Refusal> {
        let workspace = entry.item.workspace_id();
        if fields.number("workspace_id")?.or(fields.number("wid")?).is_some_and(|id| id != workspace) {
            return Err(invalid("workspace_id"));
        }
        if let Some(description) = fields.text("description")? {
            entry.description = description.to_owned();
        }
        if let Some(billable) = fields.0.get("billable").filter(|value| !value.is_null()) {
            entry.billable = billable.as_bool().ok_or_else(not_json)?;
            let has_plan = self.workspaces.iter().any(|known| known.id == workspace && known.is_premium());
            if entry.billable && !has_plan {
                let text = "Billable time entries available only for premium plans";
                return Err(FakeResponse::refused(StatusCode::PAYMENT_REQUIRED, text));
            }
        }
        // Unlike other fields, a project or a task that is `null` is removed.
        if fields.0.contains_key("project_id") {
            let id = fields.number("project_id")?;
            let is_meant = |project: &&Project| project.item.workspace_id() == workspace && project.is_active();
            let found = |id| self.projects.iter().filter(is_meant).find(|project| project.item.id == id);
            let link = |id| found(id).map(|project| Link { name: project.name.clone(), id });
            entry.project = id.map(|id| link(id).ok_or_else(|| invalid("project_id"))).transpose()?;
            entry.task = None;
        }
        if fields.0.contains_key("task_id") {
            let id = fields.number("task_id")?;
            let project = entry.project.as_ref().map(|project| project.id);
            let found = |id| self.tasks.iter().find(|task| task.item.id == id && Some(task.project.id) == project);
            let link = |id| found(id).map(|task| Link { name: task.name.clone(), id });
            entry.task = id.map(|id| link(id).ok_or_else(|| invalid("task_id"))).transpose()?;
        }
        apply_times(fields, entry)?;
        entry.item.changed = Some(call.now);
        self.apply_tags(fields, entry)
    }

    /// Sets the tags that a body names, or adds or deletes them where its `tag_action` says so.
    fn apply_tags(&self, fields: &Fields, entry: &mut TimeEntry) -> Result<Vec<String>, Refusal> {
        let names: Option<Vec<String>> = list(fields, "tags")?;
        let ids: Option<Vec<i64>> = list(fields, "tag_ids")?;
        if names.is_none() && ids.is_none() {
            return Ok(Vec::new());
        }
        let workspace = entry.item.workspace_id();
        let here: Vec<&Tag> =
            self.tags.iter().filter(|tag| tag.item.workspace_id() == workspace && tag.item.deleted.is_none()).collect();
        let link = |tag: &&&Tag| Link { name: tag.name.clone(), id: tag.item.id };
        let mut links = Vec::new();
        for id in ids.unwrap_or_default() {
            let found = here.iter().find(|tag| tag.item.id == id);
            links.push(found.as_ref().map(link).ok_or_else(|| invalid("tag_ids"))?);
        }
        let mut unknown = Vec::new();
        for name in names.unwrap_or_default() {
            match here.iter().find(|tag| tag.name == name) {
                Some(tag) if links.iter().all(|link| link.id != tag.item.id) => links.push(link(&tag)),
                Some(_) => {}
                None => unknown.push(name),
            }
        }
        let is_named = |tag: &Link| links.iter().any(|link| link.id == tag.id);
        match fields.text("tag_action")? {
            Some("delete") => {
                entry.tags.retain(|tag| !is_named(tag));
                unknown.clear();
            }
            Some("add") => {
                entry.tags.retain(|tag| !is_named(tag));
                entry.tags.extend(links);
            }
            None => entry.tags = links,
            Some(_) => return Err(invalid("tag_action")),
        }
        Ok(unknown)
    }

    /// Creates tags of these names in the entry's workspace, and adds them to the entry.
    fn add_tags(&mut self, names: Vec<String>, entry: &mut TimeEntry, call: &Call, ids: &mut Ids) {
        for name in names {
            let (id, workspace) = (ids.next(Kind::Tag), entry.item.workspace.clone());
            entry.tags.push(Link { name: name.clone(), id });
            self.tags.push(Tag { item: Item { id, workspace, changed: Some(call.now), deleted: None }, name });
        }
    }
}

fn stop(entry: &mut TimeEntry, now: Timestamp) {
    (entry.stop, entry.item.changed) = (Some(now), Some(now));
}

/// Applies the times that a body sets. A negative duration means that the entry is running; a stop takes precedence
/// over a duration.
fn apply_times(fields: &Fields, entry: &mut TimeEntry) -> Result<(), Refusal> {
    let time = |name: &str| {
        let text = fields.text(name)?;
        text.map(|text| text.parse::<Timestamp>().map_err(|_| invalid(name))).transpose()
    };
    let length = entry.stop.map(|stop| stop.duration_since(entry.start));
    if let Some(start) = time("start")? {
        entry.start = start;
    }
    let after = |length: SignedDuration| entry.start.checked_add(length).map_err(|_| invalid("duration"));
    match (time("stop")?, fields.number("duration")?) {
        (Some(stop), _) => entry.stop = Some(stop),
        (None, Some(..0)) => entry.stop = None,
        (None, Some(seconds)) => entry.stop = Some(after(SignedDuration::from_secs(seconds))?),
        (None, None) => entry.stop = length.map(after).transpose()?,
    }
    match entry.stop {
        Some(stop) if stop < entry.start => Err(FakeResponse::invalid("Stop time must be after start time")),
        _ => Ok(()),
    }
}

/// Reads a field that is a list; `None` if it is not given.
fn list<T: serde::de::DeserializeOwned>(fields: &Fields, name: &str) -> Result<Option<Vec<T>>, Refusal> {
    let given = fields.0.get(name).filter(|value| !value.is_null());
    given.map(|value: &Value| serde_json::from_value(value.clone()).map_err(|_| not_json())).transpose()
}

fn invalid(name: &str) -> Refusal {
    FakeResponse::invalid(format!("Invalid {name}"))
}
