// How numbers, days, times and spans are written for people. Times always come with their zone.
import type { PeriodView } from '../ipc/types';

const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
] as const;

/** Keeps a number and its unit on one line. */
const NBSP = '\u00a0';
const DASH = '\u2013';

const grouped = new Intl.NumberFormat('en-GB', { useGrouping: 'always', maximumFractionDigits: 0 });

/** `20,716`. */
export function count(n: number): string {
  return grouped.format(n);
}

/** `1 file`, `2 files`. */
export function counted(n: number, one: string, many: string): string {
  return `${count(n)}${NBSP}${n === 1 ? one : many}`;
}

/** `5.7 %` of a share from 0 to 1. What is not zero never reads as zero, nor what is not whole as 100 %. */
export function percent(rate: number): string {
  const tenths = Math.round(rate * 1000);
  if (rate > 0 && tenths < 1) return `<${NBSP}0.1${NBSP}%`;
  if (rate < 1 && tenths >= 1000) return `>${NBSP}99.9${NBSP}%`;
  return `${(tenths / 10).toFixed(1)}${NBSP}%`;
}

/** `1.4 MB`. */
export function bytes(n: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;
  let value = n;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  if (unit === 0) return n === 1 ? `1${NBSP}byte` : `${count(n)}${NBSP}bytes`;
  return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)}${NBSP}${units[unit]}`;
}

function monthName(number: number): string {
  return MONTHS[number - 1] ?? String(number);
}

function shortMonthName(number: number): string {
  return monthName(number).slice(0, 3);
}

interface Day {
  year: number;
  month: number;
  day: number;
}

/** Reads `2025-03-31`; undefined where there is no such day. */
export function parseDay(text: string): Day | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  if (!found) return undefined;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  const same = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return same ? { year, month, day } : undefined;
}

/** `4 Feb 2025`. */
export function day(iso: string): string {
  const parts = parseDay(iso);
  return parts ? `${parts.day}${NBSP}${shortMonthName(parts.month)}${NBSP}${parts.year}` : iso;
}

/** `1 Jan – 31 Dec 2025`, or `March 2025` for a whole month. */
export function period({ from, to }: PeriodView): string {
  const a = parseDay(from);
  const b = parseDay(to);
  if (!a || !b) return `${from} ${DASH} ${to}`;
  if (from === to) return day(from);
  const lastOfMonth = new Date(Date.UTC(a.year, a.month, 0)).getUTCDate();
  if (a.year === b.year && a.month === b.month) {
    if (a.day === 1 && b.day === lastOfMonth) return month(from.slice(0, 7));
    return `${a.day}${NBSP}${DASH}${NBSP}${day(to)}`;
  }
  const first = a.year === b.year ? `${a.day}${NBSP}${shortMonthName(a.month)}` : day(from);
  return `${first} ${DASH} ${day(to)}`;
}

/** `March 2025` of `2025-03`. */
export function month(iso: string): string {
  const found = /^(\d{4})-(\d{2})$/.exec(iso);
  return found ? `${monthName(Number(found[2]))}${NBSP}${found[1]}` : iso;
}

/** `Mar` of `2025-03`. */
export function shortMonth(iso: string): string {
  const found = /^\d{4}-(\d{2})$/.exec(iso);
  return found ? shortMonthName(Number(found[1])) : iso;
}

interface ZonedParts extends Day {
  clock: string;
  zone: string;
}

const zoneFormats = new Map<string, Intl.DateTimeFormat>();

function zoneFormat(zone: string): Intl.DateTimeFormat {
  let format = zoneFormats.get(zone);
  if (!format) {
    const options: Intl.DateTimeFormatOptions = {
      year: 'numeric', month: 'numeric', day: 'numeric',
      hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short',
    };
    try {
      format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone });
    } catch {
      format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' });
    }
    zoneFormats.set(zone, format);
  }
  return format;
}

function zoned(at: string, zone: string): ZonedParts | undefined {
  const instant = Date.parse(at);
  if (Number.isNaN(instant)) return undefined;
  const found: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of zoneFormat(zone).formatToParts(instant)) found[type] = value;
  return {
    year: Number(found.year),
    month: Number(found.month),
    day: Number(found.day),
    clock: `${found.hour}:${found.minute}`,
    zone: found.timeZoneName ?? zone,
  };
}

/** `4 Feb 2025, 15:02 UTC`. */
export function time(at: string, zone: string): string {
  const t = zoned(at, zone);
  if (!t) return at;
  return `${t.day}${NBSP}${shortMonthName(t.month)}${NBSP}${t.year}, ${t.clock}${NBSP}${t.zone}`;
}

/** `4 Feb 15:02`, for columns whose head names the zone; with the year where `year` is set. */
export function columnTime(at: string, zone: string, year = false): string {
  const t = zoned(at, zone);
  if (!t) return at;
  const date = `${String(t.day).padStart(2, '0')}${NBSP}${shortMonthName(t.month)}`;
  return `${date}${year ? `${NBSP}${t.year}` : ''}${NBSP}${t.clock}`;
}

/** `4 Feb 2025` of an instant. */
export function dayOf(at: string, zone: string): string {
  const t = zoned(at, zone);
  return t ? `${t.day}${NBSP}${shortMonthName(t.month)}${NBSP}${t.year}` : at;
}

/** `4 Feb` of an instant. */
export function shortDayOf(at: string, zone: string): string {
  const t = zoned(at, zone);
  return t ? `${t.day}${NBSP}${shortMonthName(t.month)}` : at;
}

/** `UTC`, or the zone's own name such as `Europe/Berlin`. */
export function zoneName(zone: string): string {
  return zone === 'Etc/UTC' || zone === 'UTC' ? 'UTC' : zone;
}

/** `3 h 10 min`; the two largest units that are not zero. */
export function span(milliseconds: number): string {
  const minutes = Math.round(Math.abs(milliseconds) / 60_000);
  if (minutes < 1) return `less than a minute`;
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = minutes % 60;
  const parts: string[] = [];
  if (days > 0) parts.push(`${count(days)}${NBSP}d`);
  if (hours > 0) parts.push(`${hours}${NBSP}h`);
  if (rest > 0 && days === 0) parts.push(`${rest}${NBSP}min`);
  return parts.join(' ');
}

/** `12 d` of an age in days; `< 1 d` for none. */
export function age(days: number): string {
  return days === 0 ? `<${NBSP}1${NBSP}d` : `${count(days)}${NBSP}d`;
}

/** The first characters of a hash. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}

/** `a, b and c`. */
export function list(words: readonly string[]): string {
  if (words.length <= 1) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}
