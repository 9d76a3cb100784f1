// What is open: the app, its workspace, the controls; and everything that changes them.
import * as ipc from '../../ipc';
import { IpcError, type AppView, type ControlView, type FamilyView, type PeriodView, type Settings, type WorkspaceView } from '../../ipc';
import { errors, frame, words, settings as settingsText } from '../../messages';
import { Job } from './job.svelte';
import { status } from './status.svelte';

class Session {
  app = $state.raw<AppView | null>(null);
  workspace = $state.raw<WorkspaceView | null>(null);
  families = $state.raw<FamilyView[]>([]);
  controls = $state.raw<ControlView[]>([]);
  failure = $state.raw<IpcError | null>(null);
  /** Goes up whenever screens have to fetch again. */
  revision = $state(0);
  /** Whether the first screen opens with the form of a new workspace. */
  wantsNew = $state(false);
  /** The evaluation that runs. */
  readonly evaluating = new Job();

  readonly zone = $derived(this.workspace?.zone ?? 'UTC');
  readonly settings = $derived<Settings>(this.app?.settings ?? { theme: 'system', density: 'comfortable' });
  readonly rowHeight = $derived(this.settings.density === 'compact' ? 28 : 36);

  async start(): Promise<void> {
    this.failure = null;
    try {
      const app = await ipc.appView();
      this.app = app;
      this.look();
      if (app.workspace) await this.adopt(app.workspace);
    } catch (thrown) {
      this.failure = IpcError.from('app_view', thrown);
    }
  }

  /** Takes a workspace as the open one. */
  async adopt(view: WorkspaceView): Promise<void> {
    const other = this.workspace?.file !== view.file || this.workspace.folder !== view.folder;
    if (other || this.controls.length === 0) {
      const catalogue = await ipc.catalogue();
      this.families = catalogue.families;
      this.controls = catalogue.controls;
    }
    this.workspace = view;
    this.revision += 1;
  }

  /** The shell tells of the workspace: another one, other results, or a word about this one. */
  async told(view: WorkspaceView): Promise<void> {
    const open = this.workspace;
    const same = open?.file === view.file && open.folder === view.folder;
    if (same && open.evaluation?.results_hash === view.evaluation?.results_hash) this.workspace = view;
    else await this.adopt(view);
  }

  /** The look was changed elsewhere. */
  wear(settings: Settings): void {
    if (!this.app) return;
    this.app = { ...this.app, settings };
    this.look();
  }

  async close(): Promise<void> {
    await ipc.closeWorkspace();
    this.workspace = null;
    this.families = [];
    this.controls = [];
    try {
      this.app = await ipc.appView();
    } catch {
      // The list of recent workspaces stays as it was.
    }
  }

  control(id: string): ControlView | undefined {
    return this.controls.find((control) => control.id === id);
  }

  family(id: string): FamilyView | undefined {
    return this.families.find((family) => family.id === id);
  }

  async setPeriod(period: PeriodView): Promise<void> {
    await this.evaluate((onProgress) => ipc.setPeriod(period, onProgress));
  }

  async refresh(): Promise<void> {
    await this.evaluate((onProgress) => ipc.refresh(onProgress));
  }

  private async evaluate(work: (onProgress: ipc.OnProgress) => Promise<WorkspaceView>): Promise<void> {
    const view = await this.evaluating.run(frame.judging, work);
    if (view) await this.adopt(view);
    else if (this.evaluating.error?.cancelled) status.say(errors.cancelled);
  }

  async saveSettings(settings: Settings): Promise<void> {
    if (!this.app) return;
    this.app = { ...this.app, settings };
    this.look();
    try {
      const saved = await ipc.saveSettings(settings);
      this.app = { ...this.app, settings: saved };
      status.say(settingsText.saved);
    } catch (thrown) {
      status.say(`${errors.workTitle}: ${IpcError.from('save_settings', thrown).message}`);
    }
  }

  /** Puts theme and density on the document. */
  look(): void {
    const root = document.documentElement;
    root.dataset['theme'] = theme(this.settings.theme);
    root.dataset['density'] = this.settings.density;
  }
}

/** The theme to show for a choice. */
export function theme(choice: Settings['theme']): 'light' | 'dark' {
  if (choice !== 'system') return choice;
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Puts a text on the clipboard; says what came of it. */
export async function copy(text: string | Promise<string>, done: string = words.copied): Promise<void> {
  try {
    if (typeof text === 'string') await navigator.clipboard.writeText(text);
    else {
      // The promise goes in whole: some web views let a page write only while a click is fresh.
      const item = text.then((value) => new Blob([value], { type: 'text/plain' }));
      await navigator.clipboard.write([new ClipboardItem({ 'text/plain': item })]);
    }
    status.say(done);
  } catch {
    const plain = await text;
    status.say(byHand(plain) ? done : words.copyFailed);
  }
}

/** The old way, for web views without the clipboard interface. */
function byHand(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'visually-hidden';
  field.setAttribute('aria-hidden', 'true');
  const host = document.querySelector('[role="dialog"]') ?? document.body;
  const focused = document.activeElement;
  host.append(field);
  field.select();
  let copied = false;
  try {
    copied = document.execCommand('copy');
  } catch {
    copied = false;
  }
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}

export const session = new Session();
