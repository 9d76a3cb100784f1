// Periods to choose from: the years that hold deployments, and their quarters.
import type { PeriodView } from '../../ipc';

export interface YearChoice {
  year: number;
  whole: PeriodView;
  quarters: PeriodView[];
}

const two = (n: number) => String(n).padStart(2, '0');

/** A quarter, from 1 to 4. */
function quarter(year: number, n: number): PeriodView {
  const first = (n - 1) * 3 + 1;
  const last = first + 2;
  const days = new Date(Date.UTC(year, last, 0)).getUTCDate();
  return { from: `${year}-${two(first)}-01`, to: `${year}-${two(last)}-${days}` };
}

/** The years of a span, the latest first; at most the last twelve. */
export function years(span: PeriodView | null): YearChoice[] {
  if (!span) return [];
  const first = Number(span.from.slice(0, 4));
  const last = Number(span.to.slice(0, 4));
  const found: YearChoice[] = [];
  for (let year = last; year >= first && found.length < 12; year -= 1) {
    found.push({
      year,
      whole: { from: `${year}-01-01`, to: `${year}-12-31` },
      quarters: [1, 2, 3, 4].map((n) => quarter(year, n)),
    });
  }
  return found;
}

export function samePeriod(a: PeriodView, b: PeriodView): boolean {
  return a.from === b.from && a.to === b.to;
}

/** Whether a period holds any day of a span. */
export function touches(a: PeriodView, span: PeriodView): boolean {
  return a.from <= span.to && span.from <= a.to;
}
