/** The error that a sample app fails with; its name is what a `Catch` and the failure message see. */
export class ReleaseFailed extends Error {
  override readonly name = "ReleaseFailed";
}
