// A table as CSV, for the clipboard: quoted where it must be, and no cell that a spreadsheet runs.

function cell(text: string): string {
  // A spreadsheet takes these for a formula; the apostrophe makes it text again.
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+([.,]\d+)*$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Heads and rows as CSV. */
export function csv(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, ...rows].map((row) => row.map(cell).join(',')).join('\r\n');
}
