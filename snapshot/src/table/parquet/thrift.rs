//! Thrift's compact protocol, as far as Parquet's metadata uses it. Reads from
//! a slice, allocates nothing, and never recurses deeper than a bound.

/// Why bytes are not what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Damage {
    /// They end too early.
    Short,
    /// They say something impossible.
    Wrong(&'static str),
}

pub(super) type Parsed<T> = Result<T, Damage>;

/// What a field is, by the protocol's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind(u8);

impl Kind {
    const TRUE: Self = Self(1);
    const FALSE: Self = Self(2);
    const BYTE: Self = Self(3);
    const I16: Self = Self(4);
    const I64: Self = Self(6);
    const DOUBLE: Self = Self(7);
    const BINARY: Self = Self(8);
    const LIST: Self = Self(9);
    const SET: Self = Self(10);
    const MAP: Self = Self(11);
    pub(super) const STRUCT: Self = Self(12);
    const UUID: Self = Self(13);
}

/// A reader's position.
#[derive(Clone, Copy, Debug)]
pub(super) struct Compact<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// Structs within structs that are skipped before it is taken for an attack.
const MAX_DEPTH: u32 = 16;

impl<'a> Compact<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bytes read so far.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    fn byte(&mut self) -> Parsed<u8> {
        let byte = *self.bytes.get(self.at).ok_or(Damage::Short)?;
        self.at += 1;
        Ok(byte)
    }

    fn take(&mut self, count: usize) -> Parsed<&'a [u8]> {
        let end = self.at.checked_add(count).ok_or(Damage::Short)?;
        let taken = self.bytes.get(self.at..end).ok_or(Damage::Short)?;
        self.at = end;
        Ok(taken)
    }

    fn varint(&mut self) -> Parsed<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            value |= bits << shift;
            if shift == 63 && bits > 1 {
                break;
            }
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Damage::Wrong("an integer has too many bytes"))
    }

    fn zigzag(&mut self) -> Parsed<i64> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -((value & 1).cast_signed()))
    }

    fn size(&mut self) -> Parsed<usize> {
        usize::try_from(self.varint()?).map_err(|_| Damage::Short)
    }

    /// Reads a struct: `field` gets every field's number and kind, and says
    /// whether it has read it; otherwise it is skipped.
    pub(super) fn fields(
        &mut self,
        mut field: impl FnMut(&mut Self, i16, Kind) -> Parsed<bool>,
    ) -> Parsed<()> {
        let mut last = 0i16;
        loop {
            let head = self.byte()?;
            let kind = Kind(head & 0x0f);
            if kind.0 == 0 {
                return Ok(());
            }
            let wrong = Damage::Wrong("a field's number is out of range");
            last = match i16::from(head >> 4) {
                0 => i16::try_from(self.zigzag()?).map_err(|_| wrong)?,
                step => last.checked_add(step).ok_or(wrong)?,
            };
            let start = self.at;
            if !field(self, last, kind)? {
                self.at = start;
                self.skip(kind, 0)?;
            }
        }
    }

    /// An integer of any width.
    pub(super) fn integer(&mut self, kind: Kind) -> Parsed<i64> {
        match kind {
            Kind::BYTE => Ok(i64::from(self.byte()?.cast_signed())),
            Kind(width) if (Kind::I16.0..=Kind::I64.0).contains(&width) => self.zigzag(),
            _ => Err(Damage::Wrong("a field is not an integer")),
        }
    }

    /// An integer that counts something.
    pub(super) fn count(&mut self, kind: Kind) -> Parsed<u64> {
        let negative = Damage::Wrong("a size is negative");
        u64::try_from(self.integer(kind)?).map_err(|_| negative)
    }

    pub(super) fn boolean(&mut self, kind: Kind) -> Parsed<bool> {
        match kind {
            Kind::TRUE => Ok(true),
            Kind::FALSE => Ok(false),
            _ => Err(Damage::Wrong("a field is not a boolean")),
        }
    }

    pub(super) fn binary(&mut self, kind: Kind) -> Parsed<&'a [u8]> {
        if kind != Kind::BINARY {
            return Err(Damage::Wrong("a field is not text"));
        }
        let size = self.size()?;
        self.take(size)
    }

    /// A struct within a struct is read by the same [`Compact::fields`].
    pub(super) fn structure(&self, kind: Kind) -> Parsed<()> {
        let is = kind == Kind::STRUCT;
        is.then_some(()).ok_or(Damage::Wrong("a field is not a struct"))
    }

    /// The length of a list of structs. Every element takes a byte at least, so
    /// that it is never beyond what is left.
    pub(super) fn list_of_structs(&mut self, kind: Kind) -> Parsed<usize> {
        if kind != Kind::LIST {
            return Err(Damage::Wrong("a field is not a list"));
        }
        let (element, size) = self.list_head()?;
        if element != Kind::STRUCT && size != 0 {
            return Err(Damage::Wrong("a list is not of structs"));
        }
        Ok(size)
    }

    fn list_head(&mut self) -> Parsed<(Kind, usize)> {
        let head = self.byte()?;
        let size = match head >> 4 {
            15 => self.size()?,
            short => usize::from(short),
        };
        if size > self.bytes.len() - self.at {
            return Err(Damage::Short);
        }
        Ok((Kind(head & 0x0f), size))
    }

    fn skip(&mut self, kind: Kind, depth: u32) -> Parsed<()> {
        if depth > MAX_DEPTH {
            return Err(Damage::Wrong("structs are nested too deeply"));
        }
        match kind {
            Kind::TRUE | Kind::FALSE => Ok(()),
            Kind::DOUBLE => self.take(8).map(drop),
            Kind::UUID => self.take(16).map(drop),
            Kind::BINARY => {
                let size = self.size()?;
                self.take(size).map(drop)
            }
            Kind::LIST | Kind::SET => {
                let (element, size) = self.list_head()?;
                for _ in 0..size {
                    self.skip_element(element, depth + 1)?;
                }
                Ok(())
            }
            Kind::MAP => {
                let size = self.size()?;
                if size == 0 {
                    return Ok(());
                }
                let kinds = self.byte()?;
                for _ in 0..size {
                    self.skip_element(Kind(kinds >> 4), depth + 1)?;
                    self.skip_element(Kind(kinds & 0x0f), depth + 1)?;
                }
                Ok(())
            }
            Kind::STRUCT => loop {
                let head = self.byte()?;
                let field = Kind(head & 0x0f);
                if field.0 == 0 {
                    return Ok(());
                }
                if head >> 4 == 0 {
                    self.zigzag()?;
                }
                self.skip(field, depth + 1)?;
            },
            _ => self.integer(kind).map(drop),
        }
    }

    /// Within collections a boolean takes a byte.
    fn skip_element(&mut self, kind: Kind, depth: u32) -> Parsed<()> {
        match kind {
            Kind::TRUE | Kind::FALSE => self.byte().map(drop),
            _ => self.skip(kind, depth),
        }
    }
}
