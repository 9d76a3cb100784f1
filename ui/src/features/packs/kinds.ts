// The kinds of packs: those that the form makes, and what the register calls each.
import type { NewPackKind } from '../../ipc';
import { packs as text } from '../../messages';

/** The kinds of packs of a period, in the order of the form. */
export const KINDS: readonly NewPackKind[] = ['audit', 'annual', 'summary'];

/** The name of a kind; that of the log where another version knew one that this does not. */
export function kindName(kind: string): string {
  return text.kinds[kind] ?? kind;
}
