//! A column of whole numbers, each as narrow as the widest of them needs.

use std::ops::Range;

/// Numbers as differences from the smallest one.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    base: i64,
    cells: Cells,
}

#[derive(Debug, PartialEq, Eq)]
enum Cells {
    /// All are the base.
    Same,
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
    U64(Vec<u64>),
}

impl Column {
    pub fn of(numbers: &[i64]) -> Self {
        let base = numbers.iter().copied().min().unwrap_or_default();
        let widest = numbers.iter().map(|it| it.abs_diff(base)).max().unwrap_or_default();
        macro_rules! narrow {
            ($cells:ident, $type:ty) => {
                Cells::$cells(numbers.iter().map(|it| it.abs_diff(base) as $type).collect())
            };
        }
        let cells = match widest {
            0 => Cells::Same,
            it if it <= u64::from(u8::MAX) => narrow!(U8, u8),
            it if it <= u64::from(u16::MAX) => narrow!(U16, u16),
            it if it <= u64::from(u32::MAX) => narrow!(U32, u32),
            _ => narrow!(U64, u64),
        };
        Self { base, cells }
    }

    /// The number that all rows have.
    pub fn only(&self) -> Option<i64> {
        (self.cells == Cells::Same).then_some(self.base)
    }

    pub fn get(&self, row: usize) -> i64 {
        let above = match &self.cells {
            Cells::Same => 0,
            Cells::U8(it) => u64::from(it[row]),
            Cells::U16(it) => u64::from(it[row]),
            Cells::U32(it) => u64::from(it[row]),
            Cells::U64(it) => it[row],
        };
        self.base.wrapping_add(above as i64)
    }

    /// Puts the numbers of these rows into the first places of `out`.
    pub fn read(&self, rows: Range<usize>, out: &mut [i64]) {
        let base = self.base;
        macro_rules! widen {
            ($cells:expr) => {
                for (place, cell) in out.iter_mut().zip(&$cells[rows]) {
                    *place = base.wrapping_add(*cell as i64);
                }
            };
        }
        match &self.cells {
            Cells::Same => out[..rows.len()].fill(base),
            Cells::U8(it) => widen!(it),
            Cells::U16(it) => widen!(it),
            Cells::U32(it) => widen!(it),
            Cells::U64(it) => widen!(it),
        }
    }

    /// Visits these rows in order: the place among them and the number.
    pub fn visit(&self, rows: Range<usize>, mut visit: impl FnMut(usize, i64)) {
        let base = self.base;
        macro_rules! each {
            ($cells:expr) => {
                for (place, cell) in $cells[rows].iter().enumerate() {
                    visit(place, base.wrapping_add(*cell as i64));
                }
            };
        }
        match &self.cells {
            Cells::Same => (0..rows.len()).for_each(|place| visit(place, base)),
            Cells::U8(it) => each!(it),
            Cells::U16(it) => each!(it),
            Cells::U32(it) => each!(it),
            Cells::U64(it) => each!(it),
        }
    }

    pub fn bytes(&self) -> usize {
        match &self.cells {
            Cells::Same => 0,
            Cells::U8(it) => it.len(),
            Cells::U16(it) => 2 * it.len(),
            Cells::U32(it) => 4 * it.len(),
            Cells::U64(it) => 8 * it.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_whatever_their_width() {
        for numbers in [
            vec![],
            vec![-7; 5],
            vec![3, -2, 253, 0],
            vec![-40_000, 20_000, 1],
            vec![0, 4_000_000_000, -5],
            vec![i64::MIN, i64::MAX, 0, -1],
        ] {
            let column = Column::of(&numbers);
            let mut out = vec![0; numbers.len()];
            column.read(0..numbers.len(), &mut out);
            assert_eq!(out, numbers);
            let mut visited = Vec::new();
            column.visit(0..numbers.len(), |place, number| visited.push((place, number)));
            assert!(visited.into_iter().eq(numbers.iter().copied().enumerate()));
            for (row, number) in numbers.iter().enumerate() {
                assert_eq!(column.get(row), *number);
            }
        }
        assert_eq!(Column::of(&[5, 5]).only(), Some(5));
        assert_eq!(Column::of(&[1; 1000]).bytes(), 0);
        assert_eq!(Column::of(&[1, 200, 3]).bytes(), 3);
    }
}
