//! Tables: column widths, repeated heads, rows that stay whole where they fit on a page.

use super::flow::{Flow, ROOT};
use super::keep::{SHORT_PART, SHORT_TABLE};
use super::lines::{Line, ResolvedSpan};
use crate::block::{Align, Cell, Column, Density, Span, Table, Width};
use crate::charts::Chart;
use crate::error::ReportError;
use crate::scene::{Mark, NodeId, Role};
use crate::theme::{self, TextSize};

/// Distance between the words of neighbouring columns, in points.
const GUTTER: f32 = 7.0;

/// A cell that knows its lines.
enum Measured<'t> {
    Words {
        spans: Vec<ResolvedSpan>,
        lines: Vec<Line>,
    },
    Drawing {
        chart: &'t Chart,
        height: f32,
    },
}

/// What all rows of a table share.
struct Grid {
    lefts: Vec<f32>,
    widths: Vec<f32>,
    aligns: Vec<Align>,
    size: TextSize,
    pad: f32,
}

impl Grid {
    /// Words right of a column of figures begin a little further right: the figures end where
    /// they would begin.
    fn part_words_from_figures(&mut self) {
        for column in 1..self.aligns.len() {
            if (self.aligns[column - 1], self.aligns[column]) == (Align::Right, Align::Left) {
                self.lefts[column] += GUTTER;
                self.widths[column] -= GUTTER;
            }
        }
    }
}

/// Whether the first cell of each row is tagged as its head.
#[derive(Clone, Copy)]
enum RowHeads {
    FirstColumn,
    None,
}

impl RowHeads {
    /// A table that would have more heads than data is easier to hear without row heads.
    fn of(table: &Table) -> Self {
        let (columns, rows) = (table.columns.len(), table.rows.len());
        if columns + rows <= columns.saturating_sub(1) * rows {
            Self::FirstColumn
        } else {
            Self::None
        }
    }
}

struct Head {
    cells: Vec<(Vec<ResolvedSpan>, Vec<Line>)>,
    height: f32,
}

impl Flow<'_> {
    pub(super) fn table(&mut self, table: &Table) -> Result<(), ReportError> {
        let grid = self.grid(table);
        let head = self.measure_head(&table.columns, &grid);
        let caption = match &table.caption {
            Some(words) => self.caption_height(words),
            None => 10.0,
        };
        if table.rows.len() <= SHORT_TABLE {
            let whole = self.table_kept(table);
            self.ensure(whole);
        }
        let row_heads = RowHeads::of(table);

        let node = self.node(Role::Table, ROOT);
        let head_node = self.node(Role::TableHead, node);
        let body = self.node(Role::TableBody, node);
        let mut head_row = Some(self.node(Role::TableRow, head_node));
        let last = table.rows.len().saturating_sub(1);
        let mut head_due = true;
        for (index, row) in table.rows.iter().enumerate() {
            let cells: Vec<Measured<'_>> = row
                .iter()
                .enumerate()
                .map(|(column, cell)| self.measure(cell, column, &grid))
                .collect();
            let height = row_height(&cells, &grid);
            let tail = if index == last { caption } else { 0.0 };
            let head_height = if head_due { head.height } else { 0.0 };
            if head_height + height + tail > self.room() && !self.at_top() {
                let whole = self.geometry.bottom - self.geometry.top;
                let fits_on_one = head.height + height + tail <= whole;
                if fits_on_one || self.room() < head_height + 6.0 * grid.size.leading {
                    self.new_page();
                    head_due = true;
                }
            }
            if head_due {
                self.put_head(&head, head_row.take(), &grid);
                head_due = false;
            }
            let row_node = self.node(Role::TableRow, body);
            self.put_row(row_node, &cells, &head, &grid, row_heads)?;
        }
        if table.rows.is_empty() {
            self.put_head(&head, head_row.take(), &grid);
        }
        match &table.caption {
            Some(caption) => self.caption(node, caption),
            None => self.y += 10.0,
        }
        Ok(())
    }

    fn grid(&mut self, table: &Table) -> Grid {
        let (size, pad) = match table.density {
            Density::Normal => (theme::CELL, 4.3),
            Density::Dense => (theme::DENSE, 2.9),
        };
        let needed = self.needed_widths(table, size);
        let widths = column_widths(&table.columns, &needed, self.geometry.text_width());
        let lefts: Vec<f32> = widths
            .iter()
            .scan(self.geometry.left, |left, width| {
                let start = *left;
                *left += width;
                Some(start)
            })
            .collect();
        let aligns = table.columns.iter().map(|column| column.align).collect();
        let mut grid = Grid {
            lefts,
            widths,
            aligns,
            size,
            pad,
        };
        grid.part_words_from_figures();
        grid
    }

    /// The width that the content of each column needs, where it decides.
    fn needed_widths(&mut self, table: &Table, size: TextSize) -> Vec<f32> {
        let mut needed = vec![0.0_f32; table.columns.len()];
        for (index, column) in table.columns.iter().enumerate() {
            let Width::Content(most) = column.width else {
                continue;
            };
            let head = [Span::strong(column.head.as_str())];
            let cells = table.rows.iter().filter_map(|row| match row.get(index) {
                Some(Cell::Words(spans)) => Some(spans.as_slice()),
                Some(Cell::Drawing { .. }) | None => None,
            });
            for spans in std::iter::once(head.as_slice()).chain(cells) {
                let spans = self.resolve(spans);
                let lines = self.lines(&spans, size, most - 1.3 * GUTTER);
                needed[index] = lines
                    .iter()
                    .map(|line| line.width)
                    .fold(needed[index], f32::max);
            }
            // A little more air than between columns of a given width, which are seldom full.
            needed[index] += 1.3 * GUTTER;
            if index > 0 && table.columns[index - 1].align == Align::Right {
                needed[index] += GUTTER;
            }
        }
        needed
    }

    /// The height of a short table, or of the head and the first row of a long one.
    pub(super) fn table_kept(&mut self, table: &Table) -> f32 {
        let grid = self.grid(table);
        let page = self.geometry.bottom - self.geometry.top;
        let mut kept = self.measure_head(&table.columns, &grid).height;
        let mut first = kept;
        for (index, row) in table.rows.iter().take(SHORT_TABLE).enumerate() {
            let cells: Vec<Measured<'_>> = row
                .iter()
                .enumerate()
                .map(|(column, cell)| self.measure(cell, column, &grid))
                .collect();
            kept += row_height(&cells, &grid);
            if index == 0 {
                first = kept;
            }
        }
        kept += table
            .caption
            .as_deref()
            .map_or(10.0, |words| self.caption_height(words));
        if table.rows.len() <= SHORT_TABLE && kept <= SHORT_PART * page {
            kept
        } else {
            first.min(page)
        }
    }

    fn measure_head(&mut self, columns: &[Column], grid: &Grid) -> Head {
        let cells: Vec<(Vec<ResolvedSpan>, Vec<Line>)> = columns
            .iter()
            .zip(&grid.widths)
            .map(|(column, width)| {
                let spans = self.resolve(&[Span::strong(column.head.as_str())]);
                let lines = self.lines(&spans, grid.size, width - GUTTER);
                (spans, lines)
            })
            .collect();
        let lines = cells
            .iter()
            .map(|(_, lines)| lines.len())
            .max()
            .unwrap_or(1)
            .max(1);
        Head {
            cells,
            height: lines as f32 * grid.size.leading + 2.0 * grid.pad,
        }
    }

    fn measure<'t>(&mut self, cell: &'t Cell, column: usize, grid: &Grid) -> Measured<'t> {
        match cell {
            Cell::Words(spans) => {
                let spans = self.resolve(spans);
                let lines = self.lines(&spans, grid.size, grid.widths[column] - GUTTER);
                Measured::Words { spans, lines }
            }
            Cell::Drawing { chart, height } => Measured::Drawing {
                chart,
                height: *height,
            },
        }
    }

    /// Puts the head: as structure the first time, as an artifact when it is repeated.
    fn put_head(&mut self, head: &Head, row: Option<NodeId>, grid: &Grid) {
        let most = head
            .cells
            .iter()
            .map(|(_, lines)| lines.len())
            .max()
            .unwrap_or(1);
        let top = self.y + grid.pad;
        for (column, (spans, lines)) in head.cells.iter().enumerate() {
            let cell = row.map(|row| self.node(Role::ColumnHead, row));
            // Short heads stand at the bottom, next to their column.
            let first = most - lines.len();
            for (index, line) in lines.iter().enumerate() {
                let x = aligned(grid, column, line.width);
                let line_top = top + (first + index) as f32 * grid.size.leading;
                match cell {
                    Some(cell) => self.put_line(cell, spans, line, (x, line_top), grid.size),
                    None => {
                        let baseline = super::flow::baseline(line_top, grid.size);
                        let paints = Flow::line_paints(spans, line, x, baseline, grid.size.size);
                        self.artifact(Mark::Header, paints);
                    }
                }
            }
        }
        self.y += head.height;
        let (left, right, y) = (self.geometry.left, self.geometry.right, self.y);
        self.rule((left, y), (right, y), 0.8, theme::INK);
    }

    fn put_row(
        &mut self,
        row: NodeId,
        cells: &[Measured<'_>],
        head: &Head,
        grid: &Grid,
        row_heads: RowHeads,
    ) -> Result<(), ReportError> {
        let nodes: Vec<NodeId> = (0..cells.len())
            .map(|column| {
                let role = match (column, row_heads) {
                    (0, RowHeads::FirstColumn) => Role::RowHead,
                    _ => Role::DataCell,
                };
                self.node(role, row)
            })
            .collect();
        let most = cells
            .iter()
            .map(Measured::line_count)
            .max()
            .unwrap_or(1)
            .max(1);
        let mut done = 0;
        // A row higher than a page goes on under a repeated head.
        loop {
            let room = self.room() - 2.0 * grid.pad;
            let fitting = ((room / grid.size.leading + 0.01) as usize).max(1);
            let until = most.min(done + fitting);
            let top = self.y + grid.pad;
            let mut height = (until - done) as f32 * grid.size.leading;
            for (column, cell) in cells.iter().enumerate() {
                match cell {
                    Measured::Words { spans, lines } => {
                        let now = lines.iter().enumerate().take(until).skip(done);
                        for (index, line) in now {
                            let x = aligned(grid, column, line.width);
                            let line_top = top + (index - done) as f32 * grid.size.leading;
                            self.put_line(nodes[column], spans, line, (x, line_top), grid.size);
                        }
                    }
                    Measured::Drawing { chart, height: own } if done == 0 => {
                        height = height.max(*own);
                        let y = top + (grid.size.leading - own).max(0.0) / 2.0;
                        let width = grid.widths[column] - GUTTER;
                        self.drawing(nodes[column], chart, [grid.lefts[column], y, width, *own])?;
                    }
                    Measured::Drawing { .. } => {}
                }
            }
            self.y += height + 2.0 * grid.pad;
            let (left, right, y) = (self.geometry.left, self.geometry.right, self.y);
            self.rule((left, y), (right, y), 0.4, theme::HAIRLINE);
            done = until;
            if done >= most {
                return Ok(());
            }
            self.new_page();
            self.put_head(head, None, grid);
        }
    }
}

impl Measured<'_> {
    fn line_count(&self) -> usize {
        match self {
            Self::Words { lines, .. } => lines.len(),
            Self::Drawing { .. } => 1,
        }
    }
}

fn row_height(cells: &[Measured<'_>], grid: &Grid) -> f32 {
    let tallest = cells
        .iter()
        .map(|cell| match cell {
            Measured::Words { lines, .. } => lines.len().max(1) as f32 * grid.size.leading,
            Measured::Drawing { height, .. } => height.max(grid.size.leading),
        })
        .fold(0.0, f32::max);
    tallest + 2.0 * grid.pad
}

fn aligned(grid: &Grid, column: usize, line_width: f32) -> f32 {
    match grid.aligns[column] {
        Align::Left => grid.lefts[column],
        Align::Right => grid.lefts[column] + grid.widths[column] - GUTTER - line_width,
    }
}

/// Fixed widths and the needs of content first; shares divide what is left. Without shares, all
/// columns of content divide it.
fn column_widths(columns: &[Column], needed: &[f32], width: f32) -> Vec<f32> {
    let set: Vec<f32> = columns
        .iter()
        .zip(needed)
        .map(|(column, needed)| match column.width {
            Width::Points(points) => points,
            Width::Content(most) => needed.min(most),
            Width::Share(_) => 0.0,
        })
        .collect();
    let part = |column: &Column, whole: bool| match column.width {
        Width::Share(share) if whole => share,
        Width::Content(_) if !whole => 1.0,
        Width::Points(_) | Width::Content(_) | Width::Share(_) => 0.0,
    };
    let has_shares = columns.iter().any(|column| part(column, true) > 0.0);
    let parts: f32 = columns.iter().map(|column| part(column, has_shares)).sum();
    let rest = (width - set.iter().sum::<f32>()).max(0.0);
    columns
        .iter()
        .zip(set)
        .map(|(column, set)| match part(column, has_shares) {
            own if own > 0.0 => set + rest * own / parts,
            _ => set,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_divide_what_fixed_columns_leave() {
        let columns = [
            Column::fixed("a", 100.0),
            Column::share("b", 1.0),
            Column::share("c", 3.0),
        ];
        assert_eq!(
            column_widths(&columns, &[0.0; 3], 500.0),
            [100.0, 100.0, 300.0]
        );
    }

    #[test]
    fn a_column_of_content_takes_what_it_needs_up_to_its_limit() {
        let columns = [
            Column::content("a", 100.0),
            Column::content("b", 100.0),
            Column::share("c", 1.0),
        ];
        assert_eq!(
            column_widths(&columns, &[60.0, 300.0, 0.0], 500.0),
            [60.0, 100.0, 340.0]
        );
    }

    #[test]
    fn columns_of_content_alone_fill_the_width() {
        let columns = [Column::content("a", 100.0), Column::content("b", 100.0)];
        assert_eq!(
            column_widths(&columns, &[50.0, 70.0], 500.0),
            [240.0, 260.0]
        );
    }
}
