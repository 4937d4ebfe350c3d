//! `/me/export`.

use std::io::Read;

use flate2::read::DeflateEncoder;
use flate2::{Compression, Crc};
use serde_json::{Value, json};

use crate::fake::account::Account;
use crate::fake::call::{Call, read};
use crate::fake::exports::{Export, What};
use crate::fake::made::uuid;
use crate::fake::response::{FakeResponse, Refusal};
use crate::fake::state::State;

impl Export {
    fn is_done(&self, call: &Call) -> bool {
        call.elapsed >= self.done_at
    }

    fn json(&self, call: &Call) -> Value {
        let state = if self.is_done(call) { "done" } else { "pending" };
        json!({"token": self.uuid, "state": state, "error_message": ""})
    }

    fn archive(&self, account: &Account, call: &Call) -> Vec<u8> {
        let mut files = Vec::new();
        if self.what.profile {
            let mut profile = account.user(call);
            profile["api_token"] = json!(null);
            files.push(("profile.json", profile));
        }
        if self.what.timeline {
            files.push(("timeline.json", json!([])));
        }
        zip(&files)
    }
}

impl State {
    pub(super) fn request_export(&mut self, user: usize, call: &Call) -> Result<FakeResponse, Refusal> {
        let what: What = read(call.json()?)?;
        if !what.profile && !what.timeline {
            return Err(FakeResponse::invalid("You must select at least one object to export"));
        }
        if self.accounts[user].exports.iter().any(|export| !export.is_done(call)) {
            return Err(FakeResponse::invalid("Cannot start another export until current one is complete"));
        }
        let uuid = uuid(&self.hex(32));
        let done_at = call.elapsed.saturating_add(self.export_time);
        self.accounts[user].exports.push(Export { uuid, what, done_at });
        Ok(FakeResponse::json("OK"))
    }
}

impl Account {
    pub(super) fn list_exports(&self, call: &Call) -> FakeResponse {
        FakeResponse::json(self.exports.iter().map(|export| export.json(call)).collect::<Vec<_>>())
    }

    pub(super) fn download_export(&self, call: &Call) -> Result<FakeResponse, Refusal> {
        let name = call.last_segment();
        let found = self.exports.iter().find(|export| name.strip_suffix(".zip") == Some(&export.uuid));
        match found.filter(|export| export.is_done(call)) {
            Some(export) => Ok(FakeResponse::zip(export.archive(self, call))),
            None => Err(FakeResponse::invalid("User export data cannot be found or is expired")),
        }
    }
}

/// Returns a ZIP archive of these files: a header and the deflated content for each, then a directory of them all.
fn zip(files: &[(&str, Value)]) -> Vec<u8> {
    let short = |number: usize| (number as u16).to_le_bytes();
    let long = |number: usize| (number as u32).to_le_bytes();
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let content = content.to_string().into_bytes();
        let mut deflated = Vec::new();
        let mut deflate = DeflateEncoder::new(content.as_slice(), Compression::default());
        deflate.read_to_end(&mut deflated).expect("memory is read without errors");
        let mut crc = Crc::new();
        crc.update(&content);

        // The header and the directory have this in common: version 2.0, no flags, deflated, 1980-01-01, no extra
        // field.
        let mut entry = [20, 0, 8, 0, 0x21].map(short).concat();
        entry.extend(crc.sum().to_le_bytes());
        entry.extend([deflated.len(), content.len()].map(long).concat());
        entry.extend([name.len(), 0].map(short).concat());

        // Version 2.0 comes before the entry; after it come no comment, the first disk, no attributes, and the header's
        // place.
        directory
            .extend([b"PK\x01\x02", &short(20)[..], &entry, &[0; 10], &long(archive.len()), name.as_bytes()].concat());
        archive.extend([b"PK\x03\x04", &entry[..], name.as_bytes(), &deflated].concat());
    }
    let count = short(files.len());
    let end =
        [b"PK\x05\x06", &[0; 4][..], &count, &count, &long(directory.len()), &long(archive.len()), &[0; 2]].concat();
    [archive, directory, end].concat()
}
