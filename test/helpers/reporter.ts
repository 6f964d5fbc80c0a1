import Mocha from "mocha";

/**
 * Mocha's `spec` report, closed by one plain line, `N passed, N failed` (and `, N skipped` where tests were skipped): the
 * form that continuous integration reads. The line comes last, after the failures have been listed.
 */
class PlainSummary extends Mocha.reporters.Spec {
  override epilogue(): void {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    const skipped = pending > 0 ? `, ${pending} skipped` : "";
    process.stdout.write(`${passes} passed, ${failures} failed${skipped}\n`);
  }
}

export = PlainSummary;
