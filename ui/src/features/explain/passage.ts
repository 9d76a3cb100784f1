// The text of an original: cut where the value stands, with signs that reorder or hide text shown
// as what they are.

/** A piece of a record. */
export interface Piece {
  text: string;
  /** Whether it is the value itself. */
  value: boolean;
}

/** The record's text in pieces; offsets count as JavaScript does. */
export function pieces(record: string, start: number | null, end: number | null): Piece[] {
  if (start === null || end === null || start < 0 || end > record.length || start >= end) return [{ text: record, value: false }];
  return [
    { text: record.slice(0, start), value: false },
    { text: record.slice(start, end), value: true },
    { text: record.slice(end), value: false },
  ].filter(({ text }) => text !== '');
}

/** Signs that change the direction of a line, and control signs but for tab and line ends. */
const UNSEEN = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** Writes such signs as `\\u202E`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (sign) => `\\u${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
}
