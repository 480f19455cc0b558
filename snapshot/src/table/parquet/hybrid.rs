//! Runs and bit-packed groups of small integers: levels and dictionary indices.

/// A position in such a sequence, which lies in a page from `at` to `end`.
#[derive(Debug)]
pub(super) struct Hybrid {
    at: usize,
    end: usize,
    width: u32,
    left: u64,
    run: Run,
}

#[derive(Debug)]
enum Run {
    /// One value, again and again.
    Repeated(u32),
    /// Values side by side, the next at this bit of the page.
    Packed(u64),
}

impl Hybrid {
    /// Bits of the widest value.
    pub(super) const MAX_WIDTH: u32 = 32;

    pub(super) fn new(at: usize, end: usize, width: u32) -> Self {
        Self { at, end, width, left: 0, run: Run::Repeated(0) }
    }

    /// The next value; `None` where the sequence ends or is damaged.
    pub(super) fn next(&mut self, page: &[u8]) -> Option<u32> {
        while self.left == 0 {
            self.begin(page)?;
        }
        self.left -= 1;
        match &mut self.run {
            Run::Repeated(value) => Some(*value),
            Run::Packed(bit) => {
                let value = bits(page.get(..self.end)?, *bit, self.width)?;
                *bit += u64::from(self.width);
                Some(value)
            }
        }
    }

    fn begin(&mut self, page: &[u8]) -> Option<()> {
        let page = page.get(..self.end)?;
        let mut header = 0u64;
        for shift in (0..35).step_by(7) {
            let byte = *page.get(self.at)?;
            self.at += 1;
            header |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
            if shift == 28 {
                return None;
            }
        }
        let count = header >> 1;
        if header & 1 == 1 {
            // The last group may be cut short behind its last value.
            let bytes = usize::try_from(count * u64::from(self.width)).ok()?;
            self.left = count * 8;
            self.run = Run::Packed(u64::try_from(self.at).ok()? * 8);
            self.at = self.at.saturating_add(bytes).min(self.end);
        } else {
            let bytes = usize::try_from(self.width.div_ceil(8)).ok()?;
            let value = page.get(self.at..self.at + bytes)?;
            let value = value.iter().rev().fold(0u32, |value, &byte| value << 8 | u32::from(byte));
            self.at += bytes;
            self.left = count;
            self.run = Run::Repeated(value);
        }
        Some(())
    }
}

/// `width` bits from a bit on, least significant first.
fn bits(page: &[u8], bit: u64, width: u32) -> Option<u32> {
    let start = usize::try_from(bit / 8).ok()?;
    let shift = bit % 8;
    let mut word = [0; 8];
    match page.get(start..start + 8) {
        Some(bytes) => word.copy_from_slice(bytes),
        None => {
            if bit + u64::from(width) > u64::try_from(page.len()).ok()? * 8 {
                return None;
            }
            let tail = page.get(start..)?;
            word.get_mut(..tail.len())?.copy_from_slice(tail);
        }
    }
    let mask = (1u64 << width) - 1;
    u32::try_from((u64::from_le_bytes(word) >> shift) & mask).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8], width: u32) -> Vec<u32> {
        let mut hybrid = Hybrid::new(0, bytes.len(), width);
        std::iter::from_fn(|| hybrid.next(bytes)).collect()
    }

    #[test]
    fn runs_and_groups() {
        // A run of three fives, then a group of eight 3-bit values 0..=7.
        let bytes = [0x06, 5, 0x03, 0b1000_1000, 0b1100_0110, 0b1111_1010];
        assert_eq!(all(&bytes, 3), [5, 5, 5, 0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(all(&[0x08], 0), [0; 4], "values without bits");
        let widest = [0x02, 0xff, 0xff, 0xff, 0xff];
        assert_eq!(all(&widest, 32), [u32::MAX]);
    }

    #[test]
    fn damage_ends_the_sequence() {
        assert!(all(&[], 3).is_empty());
        assert!(all(&[0xff; 6], 3).is_empty(), "a header without an end");
        assert!(all(&[0x06], 3).is_empty(), "a run without a value");
        assert_eq!(all(&[0x03, 0b1000_1000], 3), [0, 1], "a group cut short");
        assert!(all(&[0xff, 0xff, 0xff, 0xff, 0x7f], 32).is_empty());
        assert!(all(&[0; 100], 0).is_empty(), "runs of nothing");
    }
}
