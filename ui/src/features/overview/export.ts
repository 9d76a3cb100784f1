// The figures of the overview as CSV: one figure a row, with what it is of.
import type { OutcomeCounts, OverviewView } from '../../ipc';
import { overview as text, words } from '../../messages';
import { OUTCOMES } from '../../shared/outcomes';
import { csv } from '../../shared/csv';

type Row = [part: string, of: string, figure: string, value: string];

const outcomes = (part: string, of: string, counts: OutcomeCounts): Row[] =>
  OUTCOMES.map((outcome) => [part, of, words.outcome[outcome], String(counts[outcome])]);
/** A share as a plain number, so that a spreadsheet can go on with it. */
const share = (rate: number | null) => (rate === null ? '' : String(Math.round(rate * 1e6) / 1e6));

/** Every figure of the overview. */
export function figuresAsCsv(view: OverviewView): string {
  const { critical, coverage } = view;
  const rows: Row[] = [
    ...(['deployments', 'met', 'failed', 'undecided', 'pending'] as const).map((name): Row => [text.criticalPart, '', text.criticalFigure[name], String(critical[name])]),
    ...coverage.rows.flatMap((row) => row.cells.map((cell, n): Row => [text.coverage, `${row.kind} (${row.scope})`, coverage.months[n] ?? '', text.cell[cell]])),
    ...view.controls.flatMap((row) => [
      ...outcomes(text.byControl, `${row.control} ${row.name}`, row.counts),
      [text.byControl, `${row.control} ${row.name}`, text.failRate, share(row.fail_rate)] as Row,
      [text.byControl, `${row.control} ${row.name}`, text.worstCase, share(row.worst_case_rate)] as Row,
    ]),
    ...view.services.flatMap((row) => outcomes(text.byService, row.service, row.counts)),
    ...view.by_month.rows.flatMap(([month, ...values]) => values.map((value, n): Row => [text.byMonth, month ?? '', view.by_month.columns[n + 1] ?? '', value])),
    ...view.findings.flatMap((row): Row[] => [
      [text.findings, row.severity, text.under7, String(row.under_7_days)],
      [text.findings, row.severity, text.to30, String(row.to_30_days)],
      [text.findings, row.severity, text.over30, String(row.over_30_days)],
    ]),
    [text.emergencies, '', text.emergencyDeployments, String(view.emergencies.deployments)],
    [text.emergencies, '', words.category['unknown'] ?? '', String(view.emergencies.unknown_category)],
    ...outcomes(text.emergencies, text.reviews, view.emergencies.reviews),
  ];
  return csv([text.column.part, text.column.of, text.column.figure, text.column.value], rows);
}
