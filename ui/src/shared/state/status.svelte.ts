// The status line at the foot of the window: the last thing that was done, also read aloud.
class Status {
  text = $state('');
  /** Goes up with each word, so that the same word twice is read twice. */
  count = $state(0);

  say(text: string): void {
    this.text = text;
    this.count += 1;
  }
}

export const status = new Status();
