// Commands about proof: packs, the event log, and checking both.
import { call, progressChannel, type OnProgress } from './call';
import type {
  CheckpointWritten, EventPage, EventQuery, HomeView, LogExported, NewPack, NewSample, NewSampleTick, PackRow, PolicyView, SampleDraw, SamplesView,
  TriedView, VerificationView, WorkingPaper,
} from './types';

export const packs = () => call<PackRow[]>('packs');
/** Asks where to save; null where the person closed the dialog. */
export const makePack = (pack: NewPack, onProgress: OnProgress) =>
  call<PackRow | null>('make_pack', { pack, onProgress: progressChannel(onProgress) });
/** Opens it in the system's viewer. */
export const openPack = (key: string) => call<null>('open_pack', { key });
export const verifyPack = (key: string, onProgress: OnProgress) =>
  call<VerificationView>('verify_pack', { key, onProgress: progressChannel(onProgress) });
/** Asks for a file; null where the person closed the dialog. */
export const verifyChosenPack = (onProgress: OnProgress) =>
  call<VerificationView | null>('verify_chosen_pack', { onProgress: progressChannel(onProgress) });

export const events = (query: EventQuery, from: number, limit: number) =>
  call<EventPage>('events', { query, from, limit });
export const verifyWorkspace = (onProgress: OnProgress) =>
  call<VerificationView>('verify_workspace', { onProgress: progressChannel(onProgress) });

export const policy = () => call<PolicyView>('policy');
/** Judges the period with another value; nothing is kept. */
export const tryParameter = (name: string, value: string, onProgress: OnProgress) =>
  call<TriedView>('try_parameter', { name, value, onProgress: progressChannel(onProgress) });
/** Asks where to save; false where the person closed the dialog. */
export const exportPolicy = (version: number) => call<boolean>('export_policy', { version });

/** Asks where to save; null where the person closed the dialog. */
export const exportLog = (onProgress: OnProgress) => call<LogExported | null>('export_log', { onProgress: progressChannel(onProgress) });
/** Asks where to save; null where the person closed the dialog. */
export const writeCheckpoint = (onProgress: OnProgress) =>
  call<CheckpointWritten | null>('write_checkpoint', { onProgress: progressChannel(onProgress) });
/** Asks where to save; null where the person closed the dialog. */
export const makeDossier = (key: string, onProgress: OnProgress) =>
  call<PackRow | null>('make_dossier', { key, onProgress: progressChannel(onProgress) });

export const home = () => call<HomeView>('home');
export const samples = () => call<SamplesView>('samples');
export const drawSample = (sample: NewSample) => call<SampleDraw>('draw_sample', { new: sample });
export const workingPaper = (sample: number) => call<WorkingPaper>('working_paper', { sample });
export const tickSample = (tick: NewSampleTick) => call<WorkingPaper>('tick_sample', { tick });
