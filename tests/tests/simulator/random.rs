//! [`Random`]: the one source of randomness of a run.

/// SplitMix64: the same seed gives the same run.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x2545_f491_4f6c_dd1d).wrapping_add(0x1234_5678_9abc_def1))
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Draws evenly from `from` to `to`, without `to` unless they are the same.
    pub fn between(&mut self, (from, to): (u64, u64)) -> u64 {
        from + self.draw() % (to - from).max(1)
    }

    pub fn chance(&mut self, probability: f64) -> bool {
        // Nothing is drawn for an event that cannot happen.
        probability > 0.0 && ((self.draw() >> 11) as f64) < probability * (1_u64 << 53) as f64
    }

    /// Draws the time to the next of events that are `mean` apart on average.
    pub fn gap(&mut self, mean: u64) -> u64 {
        let even = ((self.draw() >> 11) as f64 + 1.0) / (1_u64 << 53) as f64;
        (-even.ln() * mean as f64) as u64
    }

    pub fn pick<T: Copy>(&mut self, weighted: &[(u32, T)]) -> T {
        let sum = weighted.iter().map(|(weight, _)| u64::from(*weight)).sum();
        let mut drawn = self.between((0, sum));
        for (weight, item) in weighted {
            match drawn.checked_sub(u64::from(*weight)) {
                None => return *item,
                Some(rest) => drawn = rest,
            }
        }
        unreachable!("the weights have a sum")
    }
}
