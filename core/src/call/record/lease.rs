//! Leases: the calls under way that others may wait for.

use crate::call::record::ledger::{Ledger, UnderWay};
use crate::store::CacheKey;

impl Ledger {
    /// Returns the call under way that asks for `key` and whose response all calls may have.
    pub(crate) fn leader(&self, key: CacheKey) -> Option<&UnderWay> {
        self.under_way.iter().find(|call| call.key == Some(key))
    }

    pub(crate) fn call(&self, id: u32) -> Option<&UnderWay> {
        self.under_way.iter().find(|call| call.id == id)
    }

    /// Takes away a call's key: nobody waits for it any more, and nothing of it is kept.
    pub(crate) fn end_lease(&mut self, id: u32) {
        for call in self.under_way.iter_mut().filter(|call| call.id == id) {
            call.key = None;
        }
    }

    /// Takes away the keys of all calls.
    pub(crate) fn end_all_leases(&mut self) {
        for call in &mut self.under_way {
            call.key = None;
        }
    }
}
