/** State in which a grant is active: whoever ends it early answers its token. */
export const HOLD_GRANT = "Hold grant";
