// Files on the desk: chosen or dropped, looked at, corrected, and then imported. It outlives the
// screen, so that one can look elsewhere in between, but never the workspace that it was filled for.
import * as ipc from '../../ipc';
import { IpcError, type BatchFile, type FileCard, type FileChoice, type FileOptions, type ImportBatch } from '../../ipc';
import { imports as text } from '../../messages';
import { Job } from '../../shared/state/job.svelte';
import { session } from '../../shared/state/session.svelte';
import { status } from '../../shared/state/status.svelte';

export function noOptions(): FileOptions {
  return { format: null, zone: null, covers: null, expected_rows: null, exported_at: null, query: null, service: null, repository: null };
}

/** A file on the desk. */
export interface DeskFile {
  /** Unlike the keys of files, unique over batches. */
  id: string;
  batch: number;
  file: BatchFile;
  /** What it is; null while nobody has looked. */
  card: FileCard | null;
  leaveOut: boolean;
  options: FileOptions;
}

/** A file becomes a record of the evidence only where it can be read and says something new. */
const counts = (one: DeskFile) => !one.leaveOut && one.card !== null && one.card.status !== 'refused' && one.card.status !== 'unchanged';
const took = (card: FileCard) => card.status === 'imported' || card.status === 'declared_again';

class Desk {
  files = $state.raw<DeskFile[]>([]);
  /** What could not be imported of the last import. */
  result = $state.raw<FileCard[] | null>(null);
  failure = $state.raw<IpcError | null>(null);
  /** What a person should know about what was chosen or dropped. */
  notes = $state.raw<string[]>([]);
  over = $state(false);
  readonly looking = new Job();
  readonly importing = new Job();
  /** Batches that came while others were looked at or imported. */
  #waiting: ImportBatch[] = [];
  /** Goes up when the desk is emptied: answers for what was on it then are late. */
  #turn = 0;

  readonly empty = $derived(this.files.length === 0);
  readonly busy = $derived(this.looking.running || this.importing.running);
  /** How many files would be imported. */
  readonly ready = $derived(this.files.filter(counts).length);
  /** Whether everything was looked at, so that one knows what would be imported. */
  readonly known = $derived(this.files.every(({ card }) => card !== null));

  constructor() {
    session.whenLeft((stop) => this.discard(stop));
  }

  async choose(): Promise<void> {
    const turn = this.#turn;
    this.failure = null;
    try {
      const batch = await ipc.chooseFiles();
      if (batch && turn === this.#turn) await this.take(batch);
    } catch (thrown) {
      if (turn === this.#turn) this.failure = IpcError.from('choose_files', thrown);
    }
  }

  /** Puts files on the desk, beside those that are there, and looks at them. */
  async take(batch: ImportBatch): Promise<void> {
    this.failure = null;
    this.notes = [
      ...this.notes,
      ...(batch.files.length === 0 && batch.unreadable.length === 0 ? [text.nothingFound] : []),
      ...(batch.left_out > 0 ? [text.overLimit(batch.left_out)] : []),
      ...batch.unreadable.map(text.notListed),
    ];
    if (batch.files.length === 0) return;
    if (this.busy) {
      this.#waiting.push(batch);
      status.say(text.takenLater(batch.files.length));
      return;
    }
    this.result = null;
    this.files = [
      ...this.files,
      ...batch.files.map((file) => ({ id: `${batch.batch}:${file.key}`, batch: batch.batch, file, card: null, leaveOut: false, options: noOptions() })),
    ];
    await this.look();
  }

  /** Looks at what nobody has looked at yet. */
  async look(): Promise<void> {
    const batches = new Set(this.files.filter(({ card }) => card === null).map(({ batch }) => batch));
    const looked = await this.#look(this.files, batches);
    if (looked) {
      // What was said about a known file stands in the form from the start: what one then says replaces it as a whole.
      this.#show(looked.map((one) => (one.card !== null && batches.has(one.batch) ? { ...one, options: one.card.options } : one)));
    } else if (this.looking.error?.cancelled) this.files = this.files.filter(({ batch }) => !batches.has(batch));
    await this.#takeWaiting();
  }

  /** Says other things about a file and looks again; what was said before stands until that succeeded. */
  async describe(id: string, options: FileOptions): Promise<boolean> {
    const about = this.files.find((one) => one.id === id);
    if (!about) return false;
    const looked = await this.#look(this.files.map((one) => (one.id === id ? { ...one, options } : one)), new Set([about.batch]));
    if (looked) this.#show(looked);
    await this.#takeWaiting();
    return looked !== undefined;
  }

  /** The files with the cards of some batches; undefined where that failed or was stopped. */
  async #look(files: DeskFile[], batches: ReadonlySet<number>): Promise<DeskFile[] | undefined> {
    const wanted = files.filter(({ batch }) => batches.has(batch));
    if (wanted.length === 0) return undefined;
    return this.looking.run(text.reviewing(wanted.length), async (onProgress) => {
      const cards = new Map<string, FileCard>();
      for (const batch of batches) {
        const choices = wanted.filter((one) => one.batch === batch).map((one) => choice(one, null));
        for (const card of await ipc.previewImport(batch, choices, onProgress)) cards.set(`${batch}:${card.key}`, card);
      }
      return files.map((one) => ({ ...one, card: cards.get(one.id) ?? one.card }));
    });
  }

  #show(files: DeskFile[]): void {
    const problem = (one: DeskFile) => Number(one.card?.problem ?? false);
    this.files = [...files].sort((a, b) => problem(b) - problem(a));
  }

  async #takeWaiting(): Promise<void> {
    const next = this.#waiting.shift();
    if (next) await this.take(next);
  }

  leaveOut(id: string, out: boolean): void {
    this.files = this.files.map((one) => (one.id === id ? { ...one, leaveOut: out } : one));
  }

  /** Imports the files: those of a batch in one transaction. */
  async commit(): Promise<void> {
    if (this.busy || this.ready === 0 || !this.known) return;
    const turn = this.#turn;
    const all = this.files;
    const batches = [...new Set(all.filter(counts).map(({ batch }) => batch))];
    const imported: FileCard[] = [];
    const wrong: FileCard[] = [];
    const done = await this.importing.run(text.committing(this.ready), async (onProgress) => {
      for (const batch of batches) {
        const mine = all.filter((one) => one.batch === batch);
        const { files, kept, evaluation_error } = await ipc.commitImport(batch, mine.map((one) => choice(one, one.card?.sha256 ?? null)), onProgress);
        if (turn !== this.#turn) return false;
        if (!kept) {
          this.#refused(batch, files);
          return false;
        }
        imported.push(...files.filter(took));
        wrong.push(...files.filter((card) => card.status === 'refused').map((card) => ({ ...card, key: `${batch}:${card.key}` })));
        this.files = this.files.filter((one) => one.batch !== batch);
        if (evaluation_error) session.notJudged(evaluation_error);
      }
      return true;
    });
    if (turn !== this.#turn) return;
    if (imported.length > 0) {
      status.say(text.committed(imported.length, imported.reduce((sum, card) => sum + card.accepted, 0)));
      this.result = wrong.length > 0 ? wrong : null;
      await this.#catchUp(turn);
    } else if (this.importing.error?.cancelled) status.say(text.stopped);
    if (done) this.files = [];
    if (turn === this.#turn) await this.#takeWaiting();
  }

  /** Nothing of a batch was imported, since a file is not what it was: its card tells why. */
  #refused(batch: number, cards: FileCard[]): void {
    const now = new Map(cards.map((card) => [`${batch}:${card.key}`, card]));
    this.#show(this.files.map((one) => ({ ...one, card: now.get(one.id) ?? one.card })));
    this.notes = [...this.notes, text.nothingImported];
  }

  async #catchUp(turn: number): Promise<void> {
    try {
      await session.answered(await ipc.workspace());
    } catch (thrown) {
      if (turn === this.#turn) this.failure = IpcError.from('workspace', thrown);
    }
  }

  /** Takes everything off the desk. */
  discard(stop = true): void {
    this.#turn += 1;
    this.#waiting = [];
    this.files = [];
    this.result = null;
    this.failure = null;
    this.notes = [];
    this.importing.letGo(stop);
    this.looking.letGo(stop);
  }
}

function choice(one: DeskFile, sha256: string | null): FileChoice {
  return { key: one.file.key, leave_out: one.leaveOut, options: one.options, sha256 };
}

export const desk = new Desk();
