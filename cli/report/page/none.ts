import { html } from "./html";

/** Nothing to show, in a way that is read as such. */
export const NONE = html`<span class="muted" aria-hidden="true">–</span><span class="hidden">none</span>`;
