import { errorMessage } from "../../components/core/errors";
/** Tasks for the end of a run, however it ends; they run last first, and a failure does not stop the rest. */
export class Cleanup {
  private readonly tasks: { readonly what: string; readonly run: () => Promise<void> }[] = [];

  add(what: string, run: () => Promise<void>): void {
    this.tasks.push({ what, run });
  }

  /** Runs every task added so far, once; returns what could not be cleaned up. */
  async run(): Promise<string[]> {
    const problems: string[] = [];
    for (let task = this.tasks.pop(); task; task = this.tasks.pop()) {
      try {
        await task.run();
      } catch (error) {
        problems.push(`${task.what}: ${errorMessage(error)}`);
      }
    }
    return problems;
  }
}
