//! How the reading process tells its parent what it read: a magic word, then frames of a letter and its values, the
//! last of them an end or a refusal. Numbers are little-endian; a text is its length in bytes and UTF-8.

use std::io::{self, ErrorKind, Read, Write};

use chrono::DateTime;

use super::collect::{Rows, SheetHead};
use crate::imports::sheets::{Looks, Merged, RawCell, RawRow, Refusal, RowLook, Visibility};

const MAGIC: &[u8; 8] = b"kabinet1";

/// Writes what it is given as frames. A parent that went away is not worth a word: the reading just ends.
pub(super) struct FrameWriter<W: Write> {
    out: W,
}

impl<W: Write> FrameWriter<W> {
    /// Sends the magic word at once, so that the parent can tell a reader that failed from a program that is none.
    pub(super) fn new(mut out: W) -> io::Result<Self> {
        out.write_all(MAGIC)?;
        out.flush()?;
        Ok(Self { out })
    }

    /// Writes rows only, for a `RowReader`.
    pub(super) fn bare(out: W) -> Self {
        Self { out }
    }

    pub(super) fn inner(&self) -> &W {
        &self.out
    }

    pub(super) fn into_inner(self) -> W {
        self.out
    }

    pub(super) fn finish(mut self, outcome: Result<(), Refusal>) -> io::Result<()> {
        match outcome {
            Ok(()) => self.out.write_all(b"E")?,
            Err(refusal) => {
                let index = Refusal::ALL.iter().position(|it| *it == refusal).expect("ALL has every refusal");
                self.out.write_all(&[b'X', index as u8])?;
            }
        }
        self.out.flush()
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        self.number(u32::try_from(text.len()).unwrap_or(u32::MAX))?;
        self.out.write_all(&text.as_bytes()[..text.len().min(u32::MAX as usize)])
    }

    fn number(&mut self, number: u32) -> io::Result<()> {
        self.out.write_all(&number.to_le_bytes())
    }

    fn write_sheet(&mut self, head: &SheetHead) -> io::Result<()> {
        self.out.write_all(&[b'S', u8::from(head.visibility == Visibility::Hidden)])?;
        self.text(head.name.as_deref().unwrap_or_default())?;
        self.regions(&head.merged)
    }

    fn regions(&mut self, merged: &[Merged]) -> io::Result<()> {
        self.number(merged.len() as u32)?;
        for region in merged {
            for number in [region.first_row, region.last_row, region.first_column, region.last_column] {
                self.number(number)?;
            }
        }
        Ok(())
    }

    fn write_looks(&mut self, looks: &Looks) -> io::Result<()> {
        self.out.write_all(b"L")?;
        self.number(looks.hidden_columns.len() as u32)?;
        for column in &looks.hidden_columns {
            self.number(*column)?;
        }
        self.number(looks.rows().len() as u32)?;
        for (row, look) in looks.rows() {
            self.number(*row)?;
            self.out.write_all(&[look.outline, look.indent, u8::from(look.bold) | u8::from(look.hidden) << 1])?;
        }
        Ok(())
    }

    pub(super) fn write_row(&mut self, row: &RawRow) -> io::Result<()> {
        self.out.write_all(b"R")?;
        self.number(row.number)?;
        self.number(row.cells.len() as u32)?;
        for cell in &row.cells {
            match cell {
                RawCell::Empty => self.out.write_all(b"-")?,
                RawCell::Text(text) => {
                    self.out.write_all(b"t")?;
                    self.text(text)?;
                }
                RawCell::Error(text) => {
                    self.out.write_all(b"e")?;
                    self.text(text)?;
                }
                RawCell::Number(number) => self.value(b'n', number.to_bits())?,
                RawCell::Percent(number) => self.value(b'%', number.to_bits())?,
                RawCell::DateTime(moment) => self.value(b'd', moment.and_utc().timestamp_millis() as u64)?,
                RawCell::Bool(value) => self.out.write_all(&[b'b', u8::from(*value)])?,
            }
        }
        Ok(())
    }

    fn value(&mut self, tag: u8, bits: u64) -> io::Result<()> {
        let mut frame = [tag; 9];
        frame[1..].copy_from_slice(&bits.to_le_bytes());
        self.out.write_all(&frame)
    }
}

impl<W: Write> Rows for FrameWriter<W> {
    fn looks(&mut self, looks: Looks) -> Result<(), Refusal> {
        self.write_looks(&looks).map_err(|_| Refusal::Corrupt)
    }

    fn merged(&mut self, merged: Vec<Merged>) -> Result<(), Refusal> {
        self.out.write_all(b"M").and_then(|()| self.regions(&merged)).map_err(|_| Refusal::Corrupt)
    }

    fn sheet(&mut self, head: SheetHead) -> Result<(), Refusal> {
        self.write_sheet(&head).map_err(|_| Refusal::Corrupt)
    }

    fn row(&mut self, row: RawRow) -> Result<(), Refusal> {
        self.write_row(&row).map_err(|_| Refusal::Corrupt)
    }
}

/// How the stream of frames ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Complete,
    Refused(Refusal),
    /// It broke off: the reader died.
    BrokenOff,
    /// Not even the magic word came.
    NoReader,
}

/// Reads frames into `rows` until they end.
pub(super) fn read_frames(stream: impl Read, rows: &mut impl Rows) -> Ending {
    let mut reader = FrameReader { stream };
    let mut magic = [0; MAGIC.len()];
    if reader.stream.read_exact(&mut magic).is_err() || &magic != MAGIC {
        return Ending::NoReader;
    }
    loop {
        match reader.frame(rows) {
            Ok(None) => {}
            Ok(Some(ending)) => return ending,
            Err(_) => return Ending::BrokenOff,
        }
    }
}

/// Reads the rows that were written by themselves, into one row that is used again; false at their end.
pub(super) struct RowReader<R>(FrameReader<R>);

impl<R: Read> RowReader<R> {
    pub(super) fn new(stream: R) -> Self {
        Self(FrameReader { stream })
    }

    pub(super) fn next(&mut self, row: &mut RawRow) -> io::Result<bool> {
        match self.0.byte() {
            Ok(b'R') => self.0.row(row).map(|()| true),
            Ok(_) => Err(ErrorKind::InvalidData.into()),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
            Err(error) => Err(error),
        }
    }
}

struct FrameReader<R> {
    stream: R,
}

impl<R: Read> FrameReader<R> {
    fn frame(&mut self, rows: &mut impl Rows) -> io::Result<Option<Ending>> {
        let taken = match self.byte()? {
            b'S' => {
                let head = self.sheet()?;
                rows.sheet(head)
            }
            b'R' => {
                let mut row = RawRow { number: 0, cells: Vec::new(), fault: None };
                self.row(&mut row)?;
                rows.row(row)
            }
            b'L' => {
                let looks = self.looks()?;
                rows.looks(looks)
            }
            b'M' => {
                let merged = self.regions()?;
                rows.merged(merged)
            }
            b'E' => return Ok(Some(Ending::Complete)),
            b'X' => {
                let refusal = Refusal::ALL.get(usize::from(self.byte()?)).copied();
                return Ok(Some(Ending::Refused(refusal.unwrap_or(Refusal::Corrupt))));
            }
            _ => return Err(ErrorKind::InvalidData.into()),
        };
        Ok(taken.err().map(Ending::Refused))
    }

    fn sheet(&mut self) -> io::Result<SheetHead> {
        let visibility = if self.byte()? == 0 { Visibility::Visible } else { Visibility::Hidden };
        let name = Some(self.text()?);
        Ok(SheetHead { name, visibility, merged: self.regions()? })
    }

    fn regions(&mut self) -> io::Result<Vec<Merged>> {
        let mut merged = Vec::new();
        for _ in 0..self.number()? {
            merged.push(Merged {
                first_row: self.number()?,
                last_row: self.number()?,
                first_column: self.number()?,
                last_column: self.number()?,
            });
        }
        Ok(merged)
    }

    fn looks(&mut self) -> io::Result<Looks> {
        let mut looks = Looks::default();
        for _ in 0..self.number()? {
            looks.hidden_columns.push(self.number()?);
        }
        for _ in 0..self.number()? {
            let row = self.number()?;
            let (outline, indent, flags) = (self.byte()?, self.byte()?, self.byte()?);
            looks.add(row, RowLook { outline, indent, bold: flags & 1 != 0, hidden: flags & 2 != 0 });
        }
        Ok(looks)
    }

    /// Reads into the cells of the row before, whose room is used again.
    fn row(&mut self, row: &mut RawRow) -> io::Result<()> {
        row.number = self.number()?;
        let n_cells = self.number()? as usize;
        row.cells.truncate(n_cells);
        row.cells.reserve(n_cells.min(4096).saturating_sub(row.cells.len()));
        for at in 0..n_cells {
            let tag = self.byte()?;
            if let (b't', Some(RawCell::Text(text))) = (tag, row.cells.get_mut(at)) {
                let mut bytes = std::mem::take(text).into_bytes();
                self.text_into(&mut bytes)?;
                *text = String::from_utf8(bytes).map_err(|_| ErrorKind::InvalidData)?;
                continue;
            }
            let cell = self.cell(tag)?;
            match row.cells.get_mut(at) {
                Some(old) => *old = cell,
                None => row.cells.push(cell),
            }
        }
        Ok(())
    }

    fn cell(&mut self, tag: u8) -> io::Result<RawCell> {
        Ok(match tag {
            b'-' => RawCell::Empty,
            b't' => RawCell::Text(self.text()?),
            b'e' => RawCell::Error(self.text()?),
            b'n' => RawCell::Number(f64::from_bits(self.value()?)),
            b'%' => RawCell::Percent(f64::from_bits(self.value()?)),
            b'b' => RawCell::Bool(self.byte()? != 0),
            b'd' => {
                let moment = DateTime::from_timestamp_millis(self.value()? as i64);
                RawCell::DateTime(moment.ok_or(ErrorKind::InvalidData)?.naive_utc())
            }
            _ => return Err(ErrorKind::InvalidData.into()),
        })
    }

    fn text(&mut self) -> io::Result<String> {
        let mut bytes = Vec::new();
        self.text_into(&mut bytes)?;
        String::from_utf8(bytes).map_err(|_| ErrorKind::InvalidData.into())
    }

    fn text_into(&mut self, bytes: &mut Vec<u8>) -> io::Result<()> {
        let length = self.number()? as usize;
        bytes.clear();
        bytes.reserve(length.min(64 * 1024));
        self.stream.by_ref().take(length as u64).read_to_end(bytes)?;
        if bytes.len() < length {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }

    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.stream.read_exact(&mut byte)?;
        Ok(byte[0])
    }

    fn number(&mut self) -> io::Result<u32> {
        let mut bytes = [0; 4];
        self.stream.read_exact(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn value(&mut self) -> io::Result<u64> {
        let mut bytes = [0; 8];
        self.stream.read_exact(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::collect::Collector;
    use super::*;
    use crate::config::ImportLimits;
    use crate::imports::sheets::Foreign;

    #[test]
    fn what_is_written_is_read() {
        let head = SheetHead {
            name: Some("Аркуш".into()),
            visibility: Visibility::Hidden,
            merged: vec![Merged { first_row: 1, last_row: 2, first_column: 0, last_column: 3 }],
        };
        let moment = NaiveDate::from_ymd_opt(2026, 10, 5).unwrap().and_hms_opt(9, 30, 0).unwrap();
        let cells = vec![
            RawCell::Text("Стіл".into()),
            RawCell::Empty,
            RawCell::Number(-1.5),
            RawCell::Percent(0.1),
            RawCell::Bool(true),
            RawCell::DateTime(moment),
            RawCell::Error("#N/A".into()),
        ];
        let row = RawRow { number: 1, cells, fault: None };
        let mut stream = Vec::new();
        let mut writer = FrameWriter::new(&mut stream).unwrap();
        writer.sheet(head.clone()).unwrap();
        let mut looks = Looks::default();
        looks.hidden_columns.push(3);
        looks.add(1, RowLook { outline: 2, indent: 1, bold: true, hidden: true });
        writer.looks(looks.clone()).unwrap();
        writer.row(row.clone()).unwrap();
        let late = Merged { first_row: 7, last_row: 8, first_column: 1, last_column: 1 };
        writer.merged(vec![late]).unwrap();
        writer.finish(Ok(())).unwrap();

        let mut collector = Collector::new(&ImportLimits::default());
        assert_eq!(read_frames(stream.as_slice(), &mut collector), Ending::Complete);
        let sheets = collector.finish().unwrap();
        assert_eq!((&sheets[0].name, sheets[0].visibility), (&head.name, head.visibility));
        assert_eq!(sheets[0].merged, [head.merged[0], late]);
        assert_eq!(sheets[0].rows, [row]);
        assert_eq!(sheets[0].looks, looks);

        for length in 0..stream.len() {
            let mut collector = Collector::new(&ImportLimits::default());
            let ending = read_frames(&stream[..length], &mut collector);
            assert_eq!(ending, if length < MAGIC.len() { Ending::NoReader } else { Ending::BrokenOff });
        }
    }

    #[test]
    fn refusals_are_told() {
        for refusal in Refusal::ALL {
            let mut stream = Vec::new();
            FrameWriter::new(&mut stream).unwrap().finish(Err(refusal)).unwrap();
            let mut collector = Collector::new(&ImportLimits::default());
            assert_eq!(read_frames(stream.as_slice(), &mut collector), Ending::Refused(refusal));
        }
        assert_eq!(Refusal::NotATable(Foreign::Pdf).code(), "not_a_table");
    }
}
