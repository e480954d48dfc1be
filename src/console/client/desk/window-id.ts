/**
 * Names this window where it leases comments. Made anew with each load: what `sessionStorage` holds is copied into a
 * duplicated tab, which would then be taken for this one. Null where browsers make none, on a page without https;
 * nobody can sign in there.
 */
export const windowId: string | null = crypto.randomUUID?.() ?? null
