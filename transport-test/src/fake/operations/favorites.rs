//! `/me/favorites`.

use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::fake::account::Account;
use crate::fake::call::{Call, read};
use crate::fake::entries::TimeEntry;
use crate::fake::favorites::Favorite;
use crate::fake::item::{Ids, Item, Kind, Link, micros};
use crate::fake::response::{FakeResponse, Refusal};

/// The most favorites of a user.
const MOST: usize = 10;
/// The most favorites that are suggested.
const SUGGESTED: usize = 3;

impl Favorite {
    fn json(&self, account: &Account, meta: bool) -> Value {
        let rank = account.favorites().position(|other| other.item.id == self.item.id);
        let tags: Vec<_> = self.tags.iter().map(|tag| &tag.name).collect();
        let mut json = json!({
            "favorite_id": self.item.id,
            "workspace_id": self.item.workspace_id(),
            "user_id": account.id,
            "description": self.description,
            "project_id": self.project.as_ref().map(|project| project.id),
            "task_id": self.task.as_ref().map(|task| task.id),
            "tag_ids": self.tags.iter().map(|tag| tag.id).collect::<Vec<_>>(),
            "tags": if tags.is_empty() { Value::Null } else { json!(tags) },
            "billable": self.billable,
            "public": false,
            "rank": rank.unwrap_or_default(),
            "created_at": micros(self.item.changed()),
        });
        if let Some(deleted) = self.item.deleted {
            json["deleted_at"] = json!(micros(deleted));
        }
        if meta {
            for (name, value) in account.meta(self.project.as_ref(), self.task.as_ref()) {
                json[name] = value;
            }
        }
        json
    }

    /// Returns whether the time entry could have been started from it.
    fn is_like(&self, entry: &TimeEntry) -> bool {
        let ids = |link: &Option<Link>| link.as_ref().map(|link| link.id);
        self.description == entry.description
            && self.item.workspace_id() == entry.item.workspace_id()
            && ids(&self.project) == ids(&entry.project)
            && ids(&self.task) == ids(&entry.task)
    }
}

/// What a body says about a favorite.
#[derive(Deserialize)]
struct Details {
    favorite_id: Option<i64>,
    workspace_id: Option<i64>,
    description: Option<String>,
    project_id: Option<i64>,
    task_id: Option<i64>,
    tag_ids: Option<Vec<i64>>,
    billable: Option<bool>,
}

impl Details {
    fn read(json: Value) -> Result<Details, Refusal> {
        read(json).map_err(|_| unreadable())
    }
}

impl Account {
    /// Returns the favorites that are not deleted.
    fn favorites(&self) -> impl Iterator<Item = &Favorite> {
        self.favorites.iter().filter(|favorite| favorite.item.is_listed(None))
    }

    pub(super) fn list_favorites(&self, call: &Call) -> Result<FakeResponse, Refusal> {
        let since = call.since()?;
        let favorites = self.favorites.iter().filter(|favorite| favorite.item.is_listed(since));
        Ok(FakeResponse::json(favorites.map(|favorite| favorite.json(self, false)).collect::<Vec<_>>()))
    }

    pub(super) fn create_favorite(&mut self, call: &Call, ids: &mut Ids) -> Result<FakeResponse, Refusal> {
        let meta = meta(call)?;
        let details = Details::read(call.json().map_err(|_| unreadable())?)?;
        if self.favorites().count() >= MOST {
            return Err(unmet(&format!("there are {MOST} already")));
        }
        let mut item = Item { changed: Some(call.now), ..Item::default() };
        item.id = ids.next(Kind::Favorite);
        let favorite = self.make_favorite(item, details)?;
        let json = favorite.json(self, meta);
        self.favorites.push(favorite);
        Ok(FakeResponse::json(json))
    }

    /// Changes one favorite and returns it, or all those in a list and returns a list. It changes all of them or none.
    pub(super) fn update_favorites(&mut self, call: &Call) -> Result<FakeResponse, Refusal> {
        let meta = meta(call)?;
        let json = call.json().map_err(|_| unreadable())?;
        let (is_list, updates) = match json {
            Value::Array(updates) => (true, updates),
            update => (false, vec![update]),
        };
        let mut favorites = self.favorites.clone();
        let mut changed = Vec::new();
        for update in updates {
            let details = Details::read(update)?;
            let Some(id) = details.favorite_id else { return Err(bad_attributes("favorite_id")) };
            let found = favorites.iter().position(|favorite| favorite.item.id == id && favorite.item.deleted.is_none());
            let Some(place) = found else { return Err(self.no_access("favorite_id")) };
            favorites[place] = self.make_favorite(favorites[place].item.clone(), details)?;
            changed.push(place);
        }
        self.favorites = favorites;
        let mut changed: Vec<_> = changed.into_iter().map(|place| self.favorites[place].json(self, meta)).collect();
        Ok(FakeResponse::json(if is_list { changed.into() } else { changed.remove(0) }))
    }

    /// Makes a favorite of what a body says, if its parts belong together.
    fn make_favorite(&self, item: Item, details: Details) -> Result<Favorite, Refusal> {
        let description = details.description.unwrap_or_default();
        if description.is_empty() && details.project_id.is_none() {
            return Err(bad_attributes("description, project_id"));
        }
        let Some(id) = details.workspace_id else { return Err(bad_attributes("workspace_id")) };
        let workspace = self.workspaces.iter().find(|workspace| workspace.id == id);
        let workspace = workspace.ok_or_else(|| self.no_access("workspace_id"))?;
        let in_workspace = |item: &Item| item.deleted.is_none() && item.workspace_id() == id;

        let mut project = None;
        if let Some(id) = details.project_id {
            let found = self.projects.iter().find(|project| project.item.id == id);
            let found = found.ok_or_else(|| self.no_access("project_id"))?;
            if !in_workspace(&found.item) {
                return Err(unmet("the project is not in the workspace"));
            }
            project = Some(Link { name: found.name.clone(), id });
        }
        let mut task = None;
        if let Some(id) = details.task_id {
            let found = self.tasks.iter().find(|task| task.item.id == id);
            let found = found.ok_or_else(|| self.no_access("task_id"))?;
            if details.project_id != Some(found.project.id) {
                return Err(unmet("the task is not in the project"));
            }
            task = Some(Link { name: found.name.clone(), id });
        }
        let mut tags = Vec::new();
        for id in details.tag_ids.unwrap_or_default() {
            let found = self.tags.iter().find(|tag| tag.item.id == id).ok_or_else(|| self.no_access("tag_ids"))?;
            if !in_workspace(&found.item) {
                return Err(unmet("a tag is not in the workspace"));
            }
            tags.push(Link { name: found.name.clone(), id });
        }
        let item = Item { workspace: Some(Link { name: workspace.name.clone(), id }), ..item };
        Ok(Favorite { item, description, project, task, tags, billable: details.billable.unwrap_or_default() })
    }

    pub(super) fn delete_favorite(&mut self, call: &Call) -> Result<FakeResponse, Refusal> {
        let segment = call.last_segment();
        let Ok(id) = segment.parse::<i64>() else {
            return Err(FakeResponse::invalid(format!("{segment} given favorite ID is invalid")));
        };
        let user = self.id;
        let mut favorites = self.favorites.iter_mut();
        match favorites.find(|favorite| favorite.item.id == id && favorite.item.deleted.is_none()) {
            Some(favorite) => {
                favorite.item.deleted = Some(call.now);
                Ok(FakeResponse::empty(StatusCode::NO_CONTENT))
            }
            None => Err(FakeResponse::refused(
                StatusCode::FORBIDDEN,
                format!("user {user} is not the owner of favorite ID {id}"),
            )),
        }
    }

    /// Makes favorites of what was tracked most often, for a user who never had any.
    pub(super) fn suggest_favorites(&mut self, call: &Call, ids: &mut Ids) -> FakeResponse {
        let mut suggestions: Vec<(usize, Favorite)> = Vec::new();
        if self.favorites.is_empty() {
            for entry in self.entries().filter(|entry| !entry.description.is_empty() || entry.project.is_some()) {
                match suggestions.iter_mut().find(|(_, favorite)| favorite.is_like(entry)) {
                    Some((times, _)) => *times += 1,
                    None => suggestions.push((1, suggestion(entry, call.now))),
                }
            }
        }
        if suggestions.is_empty() {
            return FakeResponse::empty(StatusCode::NO_CONTENT);
        }
        // The sort is stable: among entries that were tracked equally often, the first stays first.
        suggestions.sort_by_key(|(times, _)| std::cmp::Reverse(*times));
        for (_, mut favorite) in suggestions.into_iter().take(SUGGESTED) {
            favorite.item.id = ids.next(Kind::Favorite);
            self.favorites.push(favorite);
        }
        FakeResponse::created(self.favorites.iter().map(|favorite| favorite.json(self, false)).collect::<Vec<_>>())
    }

    fn no_access(&self, resource: &str) -> Refusal {
        let text = format!("user {} has no access to all resources: {resource}", self.id);
        FakeResponse::refused(StatusCode::FORBIDDEN, text)
    }
}

fn suggestion(entry: &TimeEntry, now: Timestamp) -> Favorite {
    Favorite {
        item: Item { id: 0, workspace: entry.item.workspace.clone(), changed: Some(now), deleted: None },
        description: entry.description.clone(),
        project: entry.project.clone(),
        task: entry.task.clone(),
        tags: entry.tags.clone(),
        billable: entry.billable,
    }
}

fn meta(call: &Call) -> Result<bool, Refusal> {
    call.flag("meta").map_err(|_| FakeResponse::invalid("the parameter 'meta' is invalid"))
}

fn unreadable() -> Refusal {
    FakeResponse::invalid("we could not parse the provided parameters")
}

fn bad_attributes(names: &str) -> Refusal {
    FakeResponse::invalid(format!("favorite attributes are not valid: {names}"))
}

fn unmet(constraint: &str) -> Refusal {
    FakeResponse::invalid(format!("favorite constraints were not met: {constraint}"))
}
