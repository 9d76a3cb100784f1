// The form about a file: from its options into texts and back, with what is wrong in them.
import type { FileOptions } from '../../ipc';
import { format, imports } from '../../messages';

/** The fields of the form, as texts. */
export interface OptionTexts {
  format: string;
  zone: string;
  from: string;
  to: string;
  rows: string;
  exported: string;
  query: string;
  service: string;
  repository: string;
}

/** A time that names its offset, as the shell reads it. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

export type OptionErrors = Partial<Record<keyof OptionTexts, string>>;

export function toTexts(options: FileOptions): OptionTexts {
  return {
    format: options.format ?? '',
    zone: options.zone ?? '',
    from: options.covers?.from ?? '',
    to: options.covers?.to ?? '',
    rows: options.expected_rows === null ? '' : String(options.expected_rows),
    exported: options.exported_at ?? '',
    query: options.query ?? '',
    service: options.service ?? '',
    repository: options.repository ?? '',
  };
}

/** What is wrong with the texts; empty where nothing is. */
export function check(texts: OptionTexts, zones: readonly string[]): OptionErrors {
  const wrong: OptionErrors = {};
  const words = imports.option;
  const [from, to] = [texts.from.trim(), texts.to.trim()];
  if (from === '' && to !== '') wrong.from = words.bothDays;
  else if (from !== '' && !format.parseDay(from)) wrong.from = words.badDay;
  if (to === '' && from !== '') wrong.to = words.bothDays;
  else if (to !== '' && !format.parseDay(to)) wrong.to = words.badDay;
  else if (to !== '' && !wrong.from && to < from) wrong.to = words.badOrder;
  if (texts.rows.trim() !== '' && !/^\d{1,12}$/.test(texts.rows.trim())) wrong.rows = words.badRows;
  const exported = texts.exported.trim();
  if (exported !== '' && !(INSTANT.test(exported) && !Number.isNaN(Date.parse(exported)))) wrong.exported = words.badTime;
  if (texts.zone.trim() !== '' && !zones.includes(texts.zone.trim())) wrong.zone = words.badZone;
  return wrong;
}

const orNull = (text: string) => (text.trim() === '' ? null : text.trim());

/** The options that checked texts stand for. */
export function toOptions(texts: OptionTexts): FileOptions {
  const from = orNull(texts.from);
  const to = orNull(texts.to);
  const rows = orNull(texts.rows);
  return {
    format: orNull(texts.format),
    zone: orNull(texts.zone),
    covers: from !== null && to !== null ? { from, to } : null,
    expected_rows: rows === null ? null : Number(rows),
    exported_at: orNull(texts.exported),
    query: orNull(texts.query),
    service: orNull(texts.service),
    repository: orNull(texts.repository),
  };
}
