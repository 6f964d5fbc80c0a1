/** Scope of a person's token for requests about grants. */
export const GRANTS_SCOPE = "app-of-apps.grants";
