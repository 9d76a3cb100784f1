// Messages of the shell for people in front of the pages: without advice for the command line.
import { errors } from './words';

/** Advice such as "Run 'changeproof verify' on it, and restore a copy." */
const ADVICE = /\s*(?:(?:Run|Make one with) 'changeproof [^']*'|'changeproof [^']*' lists)[^.]*\./g;

/** What went wrong, in words for the page. */
export function plainMessage(code: string, message: string): string {
  return errors.instead[code] ?? message.replace(ADVICE, '').trim();
}

/** What to do about it, where the message does not tell. */
export function remedyFor(code: string): string | undefined {
  return errors.remedy[code];
}
