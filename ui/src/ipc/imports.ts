// Commands about files: choose, preview, import, and how to export them in the first place.
import { call, on, progressChannel, type OnProgress } from './call';
import type { ExportGuide, FileCard, FileChoice, ImportAnswer, ImportBatch, ImportsView } from './types';

export const imports = () => call<ImportsView>('imports');
export const exportGuides = () => call<ExportGuide[]>('export_guides');

/** Asks for files; null where the person closed the dialog. */
export const chooseFiles = () => call<ImportBatch | null>('choose_files');
/** Everything but the commit. */
export const previewImport = (batch: number, choices: FileChoice[], onProgress: OnProgress) =>
  call<FileCard[]>('preview_import', { batch, choices, onProgress: progressChannel(onProgress) });
/** All files of a batch in one transaction; once they are in, a failed evaluation is told in the answer. */
export const commitImport = (batch: number, choices: FileChoice[], onProgress: OnProgress) =>
  call<ImportAnswer>('commit_import', { batch, choices, onProgress: progressChannel(onProgress) });

/** Files were dropped on the window. */
export const onFilesDropped = (handler: (batch: ImportBatch) => void) =>
  on<ImportBatch>('files-dropped', handler);
/** Files are held over the window, or no longer. */
export const onDragState = (handler: (over: boolean) => void) =>
  on<{ over: boolean }>('drag-state', ({ over }) => handler(over));
