/** The package ships no types. https://github.com/ChristopheBougere/asl-validator */
declare module "asl-validator" {
  interface Validation {
    readonly isValid: boolean;
    errorsText(separator?: string): string;
  }
  function validate(definition: object): Validation;
  export = validate;
}
