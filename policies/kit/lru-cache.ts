/** What a function made of a text, for the last few texts: every rule about a resource reads the same. */
export class LruCache<T> {
  private readonly made = new Map<string, T>();
  private readonly most: number;

  /** `most`: how many are stored; then the one used longest ago is dropped. */
  constructor(most: number) {
    this.most = most;
  }

  get(text: string, make: (text: string) => T): T {
    const known = this.made.get(text);
    if (known !== undefined) {
      this.made.delete(text);
      this.made.set(text, known);
      return known;
    }
    const made = make(text);
    this.made.set(text, made);
    if (this.made.size > this.most) {
      this.made.delete(this.made.keys().next().value ?? "");
    }
    return made;
  }

  /** Forgets everything: for measurements, which must not be spared the work. */
  clear(): void {
    this.made.clear();
  }
}
