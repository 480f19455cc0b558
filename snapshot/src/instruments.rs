//! The table of instruments: read, checked, and found by symbol.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_statement::{Decimal, LotSize};

use crate::error::InputError;
use crate::model::{Instrument, Kind};
use crate::quantity::Unit;
use crate::table::{Cell, INSTRUMENTS, Rows, quoted};

/// Instruments with their positions by symbol.
#[derive(Debug, Default)]
pub(crate) struct Instruments {
    list: Vec<Instrument>,
    units: Vec<Unit>,
    positions: BTreeMap<String, usize>,
    /// At a symbol's slot, the position of it or of another of that slot.
    quick: Vec<usize>,
}

impl Instruments {
    /// The most there may be: rows of a table, without the reserved one.
    const MOST: usize = (1 << 16) - 1;

    /// Reads the whole table.
    pub(crate) fn read(mut rows: Rows) -> Result<Self, InputError> {
        let mut read = Self::default();
        let mut awaited = Vec::new();
        while rows.advance()? {
            let instrument = parse(&rows).map_err(|error| rows.locate(error))?;
            if let Some(asset) = &instrument.settles_in {
                awaited.push((asset.clone(), instrument.symbol.clone(), rows.place()));
            }
            read.add(instrument).map_err(|error| rows.locate(error))?;
        }
        // Assets may stand behind what settles in them.
        for (asset, symbol, place) in awaited {
            read.settles(&symbol, &asset).map_err(|error| rows.in_file(error.at(place)))?;
        }
        if read.list.is_empty() {
            let error = InputError::new("has no instruments", "write those that accounts hold");
            return Err(rows.in_file(error));
        }
        Ok(read)
    }

    /// Takes instruments that a program made.
    pub(crate) fn new(list: &[Instrument]) -> Result<Self, InputError> {
        let mut taken = Self::default();
        for instrument in list {
            for (what, name) in [
                ("symbol", Some(&instrument.symbol)),
                ("underlying", instrument.underlying.as_ref()),
                ("settles_in", instrument.settles_in.as_ref()),
            ] {
                if let Some(name) = name {
                    crate::table::check_name(what, name, crate::model::AccountKey::MAX_BYTES)?;
                }
            }
            check(instrument)?;
            taken.add(instrument.clone())?;
        }
        for instrument in list {
            if let Some(asset) = &instrument.settles_in {
                taken.settles(&instrument.symbol, asset)?;
            }
        }
        if list.is_empty() {
            return Err(InputError::new("there are no instruments", ""));
        }
        Ok(taken)
    }

    pub(crate) fn list(&self) -> &[Instrument] {
        &self.list
    }

    /// The position of a symbol.
    pub(crate) fn position(&self, symbol: &str) -> Option<usize> {
        // Every row of holdings asks, so most are answered without a search.
        let likely = self.quick.get(slot(symbol)).copied();
        let likely = likely.filter(|at| self.list.get(*at).is_some_and(|i| i.symbol == symbol));
        likely.or_else(|| self.positions.get(symbol).copied())
    }

    /// An instrument with its unit.
    pub(crate) fn get(&self, position: usize) -> Option<(&Instrument, Unit)> {
        Some((self.list.get(position)?, *self.units.get(position)?))
    }

    fn add(&mut self, instrument: Instrument) -> Result<(), InputError> {
        let (symbol, position) = (instrument.symbol.clone(), self.list.len());
        if position == Self::MOST {
            let what = format!("there are more than {} instruments", Self::MOST);
            return Err(InputError::new(what, "leave out those that nobody holds"));
        }
        if self.positions.contains_key(&symbol) {
            let what = format!("symbol {symbol} is there twice");
            return Err(InputError::new(what, "remove one of them"));
        }
        self.quick.resize(SLOTS, usize::MAX);
        if let Some(place) = self.quick.get_mut(slot(&symbol)) {
            *place = position;
        }
        self.units.push(Unit::new(instrument.lot_size));
        self.list.push(instrument);
        self.positions.insert(symbol, position);
        Ok(())
    }

    fn settles(&self, symbol: &str, asset: &str) -> Result<(), InputError> {
        let found = self.position(asset).and_then(|at| self.list.get(at));
        let what = match found {
            Some(instrument) if instrument.kind.is_asset() => return Ok(()),
            Some(instrument) => format!("which is of kind {}", instrument.kind),
            None => String::from("which is not an instrument"),
        };
        let what = format!("{symbol} settles in {}, {what}", quoted(asset));
        let advice = "name the symbol of an instrument of kind asset";
        Err(InputError::new(what, advice))
    }
}

const SLOTS: usize = 1 << 13;

/// A slot that differs for most symbols.
fn slot(symbol: &str) -> usize {
    let mix = |slot: usize, byte| slot.wrapping_mul(0x0100_0193) ^ usize::from(byte);
    let mixed = symbol.bytes().fold(0x811c_9dc5, mix);
    (mixed ^ (mixed >> 16)) % SLOTS
}

fn parse(rows: &Rows) -> Result<Instrument, InputError> {
    let [symbol, kind, underlying, settles_in, lot_size, step, expiry, strike] =
        INSTRUMENTS.columns
    else {
        return Err(InputError::new("there is no such table", ""));
    };
    let instrument = Instrument {
        symbol: rows.cell(0).name(symbol)?.to_owned(),
        kind: parse_kind(rows.cell(1).name(kind)?)?,
        underlying: rows.cell(2).optional_name(underlying)?.map(str::to_owned),
        settles_in: rows.cell(3).optional_name(settles_in)?.map(str::to_owned),
        lot_size: parse_lot_size(rows.cell(4), lot_size)?,
        step: rows.cell(5).optional_decimal(step)?,
        expiry: rows.cell(6).optional_integer(expiry)?,
        strike: rows.cell(7).optional_decimal(strike)?,
    };
    check(&instrument)?;
    Ok(instrument)
}

fn parse_kind(name: &str) -> Result<Kind, InputError> {
    let found = Kind::ALL.into_iter().find(|kind| kind.name() == name);
    found.ok_or_else(|| {
        let names: BTreeSet<&str> = Kind::ALL.into_iter().map(Kind::name).collect();
        let names: Vec<&str> = names.into_iter().collect();
        let what = format!("kind {} is not known", quoted(name));
        InputError::new(what, format!("the kinds are {}", names.join(", ")))
    })
}

fn parse_lot_size(cell: Cell<'_>, column: &crate::table::Column) -> Result<LotSize, InputError> {
    let size: Decimal = cell.decimal(column)?;
    LotSize::new(size).ok_or_else(|| {
        let what = format!("lot_size {size} is not above zero");
        InputError::new(what, "write how much one lot is")
    })
}

/// What the fields of an instrument say of each other.
fn check(instrument: &Instrument) -> Result<(), InputError> {
    let Instrument { symbol, kind, lot_size, .. } = instrument;
    if let Some(step) = instrument.step {
        if !step.is_positive() {
            let what = format!("step {step} of {symbol} is not above zero");
            return Err(InputError::new(what, "write the smallest quantity traded"));
        }
        if step.in_units_of(lot_size.get()).is_none() {
            let what =
                format!("step {step} of {symbol} is not a whole number of lots of {lot_size}");
            let fits = step.common_unit(lot_size.get());
            let advice =
                fits.map_or_else(String::new, |fits| format!("a lot size of {fits} would fit"));
            return Err(InputError::new(what, advice));
        }
    }
    let option = matches!(kind, Kind::Call | Kind::Put);
    if option && instrument.strike.is_none() {
        let what = format!("{symbol} is of kind {kind} and has no strike");
        return Err(InputError::new(what, "write its strike"));
    }
    if *kind == Kind::Unsettled && instrument.settles_in.is_none() {
        let what = format!("{symbol} is of kind {kind} and does not say what it settles in");
        let advice = "write the symbol of the coin in settles_in";
        return Err(InputError::new(what, advice));
    }
    Ok(())
}
