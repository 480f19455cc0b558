//! The pages of a column chunk: found, checked against bounds before anything
//! is allocated for them, and decompressed.

use super::footer::{Chunk, read_at};
use super::thrift::{Compact, Damage, Kind, Parsed};
use super::{Source, damaged};
use crate::error::InputError;

/// Bytes of the largest page, before and after decompression.
const MAX_PAGE: u64 = 16 << 20;
/// Bytes that a value takes at most, and a page beside its values. A page that
/// is larger than its values can be is refused: it is there to be decompressed.
const MAX_VALUE: u64 = 1 << 10;
const MAX_EXTRA: u64 = 64 << 10;
/// Bytes of the largest page header, which may hold statistics.
const MAX_HEADER: u64 = 1 << 20;

const UNCOMPRESSED: i64 = 0;
const SNAPPY: i64 = 1;
const ZSTD: i64 = 6;

/// Walks a chunk.
#[derive(Default)]
pub(super) struct Pages {
    codec: i64,
    at: u64,
    left: u64,
    packed: Vec<u8>,
    zstd: Option<zstd::bulk::Decompressor<'static>>,
}

/// What a page is; its bytes are in the buffer that was given.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    pub(super) dictionary: bool,
    pub(super) values: u64,
    pub(super) encoding: i64,
    /// Bytes of levels in front, where the page says it.
    pub(super) levels: Option<usize>,
    pub(super) level_encoding: i64,
}

#[derive(Default)]
struct Header {
    kind: i64,
    unpacked: u64,
    packed: u64,
    values: u64,
    encoding: i64,
    level_encoding: i64,
    second: Option<Second>,
}

/// What only data pages of the second version say.
#[derive(Clone, Copy)]
struct Second {
    definitions: u64,
    repetitions: u64,
    compressed: bool,
}

impl Pages {
    /// Begins a chunk.
    pub(super) fn open(&mut self, chunk: &Chunk) -> Result<(), InputError> {
        self.codec = chunk.codec;
        self.at = chunk.start;
        self.left = chunk.length;
        match self.codec {
            UNCOMPRESSED | SNAPPY => {}
            ZSTD if self.zstd.is_some() => {}
            ZSTD => {
                let cannot = |e| InputError::new(format!("cannot be decompressed: {e}"), "");
                self.zstd = Some(zstd::bulk::Decompressor::new().map_err(cannot)?);
            }
            other => {
                const NAMES: [&str; 8] =
                    ["", "snappy", "gzip", "lzo", "brotli", "lz4", "zstd", "lz4_raw"];
                let at = usize::try_from(other).unwrap_or(usize::MAX);
                let name = NAMES.get(at).unwrap_or(&"an unknown codec");
                let what = format!("is compressed with {name}");
                return Err(InputError::new(what, "compress it with zstd or snappy, or not"));
            }
        }
        Ok(())
    }

    /// Reads the next page into `body`; `None` at the end of the chunk.
    pub(super) fn next(
        &mut self,
        source: &mut dyn Source,
        body: &mut Vec<u8>,
    ) -> Result<Option<Page>, InputError> {
        loop {
            if self.left == 0 {
                return Ok(None);
            }
            let header = self.header(source)?;
            header.check(self.left)?;
            let start = self.at;
            self.at += header.packed;
            self.left -= header.packed;
            // Pages of indices hold no values.
            if header.kind == Header::INDEX {
                continue;
            }
            self.unpack(source, start, &header, body)?;
            let levels = header.second.map(|second| second.definitions);
            return Ok(Some(Page {
                dictionary: header.kind == Header::DICTIONARY,
                values: header.values,
                encoding: header.encoding,
                levels: levels.map(size),
                level_encoding: header.level_encoding,
            }));
        }
    }

    fn header(&mut self, source: &mut dyn Source) -> Result<Header, InputError> {
        let most = self.left.min(MAX_HEADER);
        let mut window = most.min(256);
        loop {
            self.packed.resize(size(window), 0);
            read_at(source, self.at, &mut self.packed)?;
            let mut thrift = Compact::new(&self.packed);
            match Header::parse(&mut thrift) {
                Ok(header) => {
                    let read = u64::try_from(thrift.position()).unwrap_or(u64::MAX);
                    self.at += read;
                    self.left -= read.min(self.left);
                    return Ok(header);
                }
                Err(Damage::Short) if window < most => window = most.min(window * 8),
                Err(Damage::Short) => return Err(damaged("a page's header has no end")),
                Err(Damage::Wrong(what)) => return Err(damaged(what)),
            }
        }
    }

    fn unpack(
        &mut self,
        source: &mut dyn Source,
        start: u64,
        header: &Header,
        body: &mut Vec<u8>,
    ) -> Result<(), InputError> {
        let (packed, unpacked) = (size(header.packed), size(header.unpacked));
        let plain = header.second.is_some_and(|second| !second.compressed);
        if plain || self.codec == UNCOMPRESSED {
            if packed != unpacked {
                return Err(damaged("a page is not as large as it says"));
            }
            body.resize(unpacked, 0);
            return read_at(source, start, body);
        }
        self.packed.resize(packed, 0);
        read_at(source, start, &mut self.packed)?;
        // Levels of the second version are in front, and not compressed.
        let levels = header.second.map_or(0, |second| size(second.definitions));
        body.resize(unpacked, 0);
        let wrong = || damaged("a page cannot be decompressed");
        let (front, rest) = self.packed.split_at_checked(levels).ok_or_else(wrong)?;
        let (body_front, body_rest) = body.split_at_mut_checked(levels).ok_or_else(wrong)?;
        body_front.copy_from_slice(front);
        if body_rest.is_empty() {
            return Ok(());
        }
        let written = match &mut self.zstd {
            Some(zstd) if self.codec == ZSTD => zstd.decompress_to_buffer(rest, body_rest).ok(),
            // The length is in front of what snappy packs; it is compared
            // before anything is written.
            _ => snap::raw::decompress_len(rest)
                .ok()
                .filter(|&length| length == body_rest.len())
                .and_then(|_| snap::raw::Decoder::new().decompress(rest, body_rest).ok()),
        };
        if written != Some(unpacked - levels) {
            return Err(wrong());
        }
        Ok(())
    }
}

impl Header {
    const DATA: i64 = 0;
    const INDEX: i64 = 1;
    const DICTIONARY: i64 = 2;
    const DATA_2: i64 = 3;

    fn parse(thrift: &mut Compact<'_>) -> Parsed<Self> {
        let mut header = Self::default();
        let mut described = None;
        thrift.fields(|thrift, number, kind| {
            match number {
                1 => header.kind = thrift.integer(kind)?,
                2 => header.unpacked = thrift.count(kind)?,
                3 => header.packed = thrift.count(kind)?,
                5 => header.data(thrift, kind)?,
                7 => header.dictionary(thrift, kind)?,
                8 => header.data_2(thrift, kind)?,
                _ => return Ok(false),
            }
            if let Some(kind) = [(5, 0), (7, 2), (8, 3)].iter().find(|(n, _)| *n == number) {
                described = Some(kind.1);
            }
            Ok(true)
        })?;
        if header.kind != Self::INDEX && described != Some(header.kind) {
            return Err(Damage::Wrong("a page's header is not that of its kind"));
        }
        Ok(header)
    }

    fn data(&mut self, thrift: &mut Compact<'_>, kind: Kind) -> Parsed<()> {
        thrift.structure(kind)?;
        thrift.fields(|thrift, number, kind| {
            match number {
                1 => self.values = thrift.count(kind)?,
                2 => self.encoding = thrift.integer(kind)?,
                3 => self.level_encoding = thrift.integer(kind)?,
                _ => return Ok(false),
            }
            Ok(true)
        })
    }

    fn dictionary(&mut self, thrift: &mut Compact<'_>, kind: Kind) -> Parsed<()> {
        thrift.structure(kind)?;
        thrift.fields(|thrift, number, kind| {
            match number {
                1 => self.values = thrift.count(kind)?,
                2 => self.encoding = thrift.integer(kind)?,
                _ => return Ok(false),
            }
            Ok(true)
        })
    }

    fn data_2(&mut self, thrift: &mut Compact<'_>, kind: Kind) -> Parsed<()> {
        let mut second = Second { definitions: 0, repetitions: 0, compressed: true };
        thrift.structure(kind)?;
        thrift.fields(|thrift, number, kind| {
            match number {
                1 => self.values = thrift.count(kind)?,
                4 => self.encoding = thrift.integer(kind)?,
                5 => second.definitions = thrift.count(kind)?,
                6 => second.repetitions = thrift.count(kind)?,
                7 => second.compressed = thrift.boolean(kind)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        self.second = Some(second);
        self.level_encoding = super::column::RLE;
        Ok(())
    }

    /// Sizes, before anything of those sizes is allocated.
    fn check(&self, left: u64) -> Result<(), InputError> {
        if !matches!(self.kind, Self::DATA | Self::INDEX | Self::DICTIONARY | Self::DATA_2) {
            return Err(damaged("a page is of a kind that does not exist"));
        }
        if self.packed > left {
            return Err(damaged("a page is larger than its column"));
        }
        if self.kind == Self::INDEX {
            return Ok(());
        }
        let largest = self.unpacked.max(self.packed);
        if largest > MAX_PAGE {
            let what = format!("has a page of {largest} bytes, more than the {MAX_PAGE} allowed");
            return Err(InputError::new(what, "write pages of about 1 MiB"));
        }
        let room = self.values.saturating_mul(MAX_VALUE).saturating_add(MAX_EXTRA);
        if largest > room {
            let values = self.values;
            let what = format!("has a page of {largest} bytes for {values} values");
            let advice = format!("a value has at most {MAX_VALUE} bytes");
            return Err(InputError::new(what, advice));
        }
        let second = self.second.as_ref();
        if second.is_some_and(|s| s.repetitions != 0 || s.definitions > largest) {
            return Err(damaged("a page's levels are not those of a flat column"));
        }
        Ok(())
    }
}

/// A size that a bound has been checked for.
fn size(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}
