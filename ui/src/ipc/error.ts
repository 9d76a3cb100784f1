// Errors of the shell as a class, whatever it threw: a code to act on, a message for people, and
// details worth copying.

/** What a command failed with. */
export class IpcError extends Error {
  override readonly name = 'IpcError';

  constructor(
    /** The command that failed. */
    readonly command: string,
    /** What to act on, such as `cancelled`. */
    readonly code: string,
    message: string,
    /** What else may be of use. */
    readonly details: unknown = {},
  ) {
    super(message);
  }

  /** Whether a person stopped the work. */
  get cancelled(): boolean {
    return this.code === 'cancelled';
  }

  /** Everything about it, as text for a report. */
  report(): string {
    return JSON.stringify(
      { command: this.command, code: this.code, message: this.message, details: this.details },
      null,
      2,
    );
  }

  /** Wraps whatever a command threw. */
  static from(command: string, thrown: unknown): IpcError {
    if (thrown instanceof IpcError) return thrown;
    if (typeof thrown === 'object' && thrown !== null && 'message' in thrown) {
      const { code, message, details } = thrown as { code?: unknown; message: unknown; details?: unknown };
      return new IpcError(command, typeof code === 'string' ? code : 'unexpected', String(message), details ?? {});
    }
    return new IpcError(command, 'unexpected', String(thrown));
  }
}
