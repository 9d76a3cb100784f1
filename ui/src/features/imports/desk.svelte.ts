// Files on the desk: chosen or dropped, looked at, corrected, and then imported together. It
// outlives the screen, so that one can look elsewhere in between.
import * as ipc from '../../ipc';
import { IpcError, type FileCard, type FileChoice, type FileOptions, type ImportBatch } from '../../ipc';
import { errors, imports as text } from '../../messages';
import { Job } from '../../shared/state/job.svelte';
import { session } from '../../shared/state/session.svelte';
import { status } from '../../shared/state/status.svelte';

export function noOptions(): FileOptions {
  return { format: null, zone: null, covers: null, expected_rows: null, exported_at: null, query: null, service: null, repository: null };
}

class Desk {
  batch = $state.raw<ImportBatch | null>(null);
  /** What the files are; null while nobody has looked. */
  cards = $state.raw<FileCard[] | null>(null);
  choices = $state.raw<FileChoice[]>([]);
  /** What became of them. */
  result = $state.raw<FileCard[] | null>(null);
  failure = $state.raw<IpcError | null>(null);
  over = $state(false);
  readonly looking = new Job();
  readonly importing = new Job();

  /** How many files would be imported. */
  readonly ready = $derived.by(() => {
    const out = new Set(this.choices.filter((choice) => choice.leave_out).map(({ key }) => key));
    return (this.cards ?? []).filter((card) => !out.has(card.key) && card.status !== 'refused' && card.status !== 'unchanged').length;
  });

  async choose(): Promise<void> {
    this.failure = null;
    try {
      const batch = await ipc.chooseFiles();
      if (batch) await this.take(batch);
    } catch (thrown) {
      this.failure = IpcError.from('choose_files', thrown);
    }
  }

  /** Puts files on the desk and looks at them. */
  async take(batch: ImportBatch): Promise<void> {
    if (this.importing.running || this.looking.running || batch.files.length === 0) return;
    this.batch = batch;
    this.cards = null;
    this.result = null;
    this.failure = null;
    this.choices = batch.files.map(({ key }) => ({ key, leave_out: false, options: noOptions() }));
    await this.look();
  }

  async look(): Promise<void> {
    const { batch } = this;
    if (!batch) return;
    const cards = await this.looking.run(text.reviewing(batch.files.length), (onProgress) =>
      // Those left out are looked at as well: one may take them in again.
      ipc.previewImport(batch.batch, this.choices.map((choice) => ({ ...choice, leave_out: false })), onProgress),
    );
    if (cards) this.cards = [...cards].sort((a, b) => Number(b.problem) - Number(a.problem));
    else if (this.looking.error?.cancelled && this.cards === null) this.discard();
  }

  choice(key: string): FileChoice {
    return this.choices.find((choice) => choice.key === key) ?? { key, leave_out: false, options: noOptions() };
  }

  leaveOut(key: string, out: boolean): void {
    this.choices = this.choices.map((choice) => (choice.key === key ? { ...choice, leave_out: out } : choice));
  }

  /** Takes other options for a file and looks again. */
  async describe(key: string, options: FileOptions): Promise<void> {
    this.choices = this.choices.map((choice) => (choice.key === key ? { ...choice, options } : choice));
    await this.look();
  }

  async commit(): Promise<void> {
    const { batch } = this;
    if (!batch || this.ready === 0) return;
    const cards = await this.importing.run(text.committing(this.ready), (onProgress) =>
      ipc.commitImport(batch.batch, this.choices, onProgress),
    );
    if (!cards) {
      if (this.importing.error?.cancelled) status.say(errors.cancelled);
      return;
    }
    const imported = cards.filter((card) => card.status === 'imported' || card.status === 'new' || card.status === 'declared_again');
    status.say(text.committed(imported.length, imported.reduce((sum, card) => sum + card.accepted, 0)));
    const wrong = cards.filter((card) => card.status === 'refused');
    this.discard();
    this.result = wrong.length > 0 ? wrong : null;
    try {
      await session.adopt(await ipc.workspace());
    } catch (thrown) {
      this.failure = IpcError.from('workspace', thrown);
    }
  }

  discard(): void {
    this.batch = null;
    this.cards = null;
    this.choices = [];
    this.result = null;
    this.importing.error = null;
    this.looking.error = null;
  }
}

export const desk = new Desk();
