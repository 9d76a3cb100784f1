// Tells the shell that somebody is there. The shell keeps the clock and locks; here is only told, now and
// then, that keys, pointer or wheel moved.
import * as ipc from '../../ipc';

/** The shortest time between two words. */
const PAUSE = 5_000;
const INPUT = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;

/** Watches the window until the answer is called. */
export function watchActivity(): () => void {
  let told = 0;
  function moved(): void {
    if (Date.now() - told < PAUSE) return;
    told = Date.now();
    // Where it is not heard, the app locks a little early.
    ipc.activity().catch(() => {});
  }
  for (const event of INPUT) window.addEventListener(event, moved, { capture: true, passive: true });
  return () => {
    for (const event of INPUT) window.removeEventListener(event, moved, { capture: true });
  };
}
