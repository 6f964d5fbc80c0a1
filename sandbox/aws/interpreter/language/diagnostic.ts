/** A finding, in the shape of ValidateStateMachineDefinition. */
export interface Diagnostic {
  readonly severity: "ERROR";
  readonly code: string;
  readonly message: string;
  /** JSON pointer, as AWS writes it: `/States/A/Choices[0]/Next`. Some findings have none. */
  readonly location?: string;
}

/** Receives findings. */
export type Report = (code: string, message: string, location?: string) => void;
